import type { Document } from './document.js';
import { CATEGORY, type PhotoFaces, rounded } from './photo-faces.js';

/**
 * A COCO data set of photos and the faces in them, as JSON; `score` comes beside what an annotation has, as in COCO's
 * results. The annotations come first, as there are many more of them than of photos, which are held in memory until
 * then. Source: https://cocodataset.org/#format-data
 */
export class CocoDocument implements Document {
  readonly head = '{"annotations":[';
  readonly #images: string[] = [];
  #annotations = 0;

  add({ image, width, height, faces }: PhotoFaces): string {
    const id = this.#images.length + 1;
    this.#images.push(JSON.stringify({ id, file_name: image, width, height }));
    return faces
      .map(({ box, score }) => {
        this.#annotations += 1;
        const [left, top, width, height] = [box.x, box.y, box.width, box.height].map((side) =>
          rounded(side, 2),
        ) as Sides;
        const [right, bottom] = [rounded(left + width, 2), rounded(top + height, 2)];
        const annotation = {
          id: this.#annotations,
          image_id: id,
          category_id: 1,
          bbox: [left, top, width, height],
          // The box as an outline: tools that draw masks ask for one.
          segmentation: [[left, top, right, top, right, bottom, left, bottom]],
          area: rounded(box.width * box.height, 2),
          iscrowd: 0,
          score: rounded(score, 4),
        };
        return `${this.#annotations > 1 ? ',' : ''}${JSON.stringify(annotation)}`;
      })
      .join('');
  }

  tail(): string {
    const rest = JSON.stringify({
      categories: [{ id: 1, name: CATEGORY, supercategory: 'none' }],
      licenses: [],
      info: INFO,
    });
    return `],"images":[${this.#images.join(',')}],${rest.slice(1)}\n`;
  }
}

type Sides = [left: number, top: number, width: number, height: number];

/** Tools read it, and fail where it is absent. Nothing of it changes from run to run. */
const INFO = {
  description: 'Faces found by farface',
  url: '',
  version: '1.0',
  contributor: 'farface',
  date_created: '',
};
