import { CATEGORY, type PhotoFaces, rounded } from './photo-faces.js';

/**
 * A COCO data set of photos and the faces in them, as JSON; `score` comes beside what an annotation has, as in COCO's
 * results. Source: https://cocodataset.org/#format-data
 */
export class CocoDataset {
  readonly #images: object[] = [];
  readonly #annotations: object[] = [];

  add({ image, width, height, faces }: PhotoFaces): void {
    const id = this.#images.length + 1;
    this.#images.push({ id, file_name: image, width, height });
    for (const { box, score } of faces) {
      this.#annotations.push({
        id: this.#annotations.length + 1,
        image_id: id,
        category_id: 1,
        bbox: [box.x, box.y, box.width, box.height].map((side) => rounded(side, 2)),
        area: rounded(box.width * box.height, 2),
        iscrowd: 0,
        score: rounded(score, 4),
      });
    }
  }

  toJson(): string {
    const categories = [{ id: 1, name: CATEGORY }];
    return `${JSON.stringify({ images: this.#images, annotations: this.#annotations, categories })}\n`;
  }
}
