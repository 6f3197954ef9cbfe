import type { Document } from './document.js';
import { CATEGORY, type PhotoFaces, rounded } from './photo-faces.js';

/** Where Label Studio serves photos of a folder of its machine. */
export const LOCAL_FILES = '/data/local-files/?d=';

/**
 * Label Studio's tasks, with what was found as predictions that a person accepts or corrects: for a configuration whose
 * `<Image name="image">` has `<RectangleLabels name="label" toName="image">`. Boxes are in percent of the photo's sides.
 * Source: https://labelstud.io/guide/predictions
 */
export class LabelStudioDocument implements Document {
  readonly head = '[';
  #tasks = 0;

  add({ image, width, height, faces }: PhotoFaces): string {
    const result = faces.map(({ box, score }, index) => ({
      id: `face-${index + 1}`,
      type: 'rectanglelabels',
      from_name: 'label',
      to_name: 'image',
      original_width: width,
      original_height: height,
      image_rotation: 0,
      value: {
        rotation: 0,
        x: rounded((100 * box.x) / width, 4),
        y: rounded((100 * box.y) / height, 4),
        width: rounded((100 * box.width) / width, 4),
        height: rounded((100 * box.height) / height, 4),
        rectanglelabels: [CATEGORY],
      },
      score: rounded(score, 4),
    }));
    const path = image.split(/[/\\]/).map(encodeURIComponent).join('/');
    const data = { image: `${LOCAL_FILES}${path}`, width, height };
    const task = { data, predictions: [{ model_version: 'farface', result }] };
    return `${this.#tasks++ > 0 ? ',\n' : '\n'}${JSON.stringify(task)}`;
  }

  tail(): string {
    return '\n]\n';
  }
}
