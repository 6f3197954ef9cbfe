import { InputError } from '../errors/errors.js';
import type { Document } from './document.js';
import { CATEGORY, type PhotoFaces, rounded } from './photo-faces.js';

/**
 * The `labels.json` of FiftyOne's `FiftyOneImageDetectionDataset`: photos by their path without ending, boxes as shares of the
 * photo's sides. Source: https://docs.voxel51.com/user_guide/import_datasets.html
 */
export class FiftyOneDocument implements Document {
  readonly head = `{"classes":["${CATEGORY}"],"labels":{`;
  readonly #images = new Map<string, string>();

  add({ image, width, height, faces }: PhotoFaces): string {
    const key = image.replaceAll('\\', '/').replace(/\.\w+$/, '');
    const other = this.#images.get(key);
    if (other !== undefined)
      throw new InputError(`${image}: FiftyOne cannot tell it from ${other}. Rename one of these photos.`);
    const first = this.#images.size === 0;
    this.#images.set(key, image);
    const detections = faces.map(({ box, score }) => ({
      label: CATEGORY,
      bounding_box: [box.x / width, box.y / height, box.width / width, box.height / height].map((share) =>
        rounded(share, 6),
      ),
      confidence: rounded(score, 4),
    }));
    return `${first ? '' : ','}\n${JSON.stringify(key)}:${JSON.stringify(detections)}`;
  }

  tail(): string {
    return '\n}}\n';
  }
}
