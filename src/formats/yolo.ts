import { clip } from '../geometry/box.js';
import { type PhotoFaces, rounded } from './photo-faces.js';

/** How labels are written. */
export interface YoloOptions {
  /** Adds the confidence as a sixth column, as predictions have it. Labels have five, and trainers refuse more. */
  readonly confidence?: boolean | undefined;
}

/**
 * YOLO's text file of one photo: `class x-centre y-centre width height` a face, all but the class as shares of the
 * photo's sides; what lies beyond them is cut off, as trainers refuse it. The file is empty where there is no face,
 * which is how YOLO says so.
 * Source: https://docs.ultralytics.com/datasets/detect/, and `yolo predict save_txt save_conf`.
 */
export function yoloText({ width, height, faces }: PhotoFaces, { confidence }: YoloOptions = {}): string {
  return faces
    .map(({ box, score }) => {
      const inside = clip(box, width, height);
      if (inside.width === 0 || inside.height === 0) return '';
      const centre = [(inside.x + inside.width / 2) / width, (inside.y + inside.height / 2) / height];
      const shares = [...centre, inside.width / width, inside.height / height].map((share) => rounded(share, 6));
      return `0 ${shares.join(' ')}${confidence ? ` ${rounded(score, 4)}` : ''}\n`;
    })
    .join('');
}
