import { type PhotoFaces, rounded } from './photo-faces.js';

/**
 * YOLO's text file of one photo: `class x-centre y-centre width height confidence` a face, all but the class and the
 * confidence as shares of the photo's sides. The file is empty where there is no face, which is how YOLO says so.
 * Source: https://docs.ultralytics.com/datasets/detect/, and `yolo predict save_txt save_conf`.
 */
export function yoloText({ width, height, faces }: PhotoFaces): string {
  return faces
    .map(({ box, score }) => {
      const centre = [(box.x + box.width / 2) / width, (box.y + box.height / 2) / height];
      const shares = [...centre, box.width / width, box.height / height].map((share) => rounded(share, 6));
      return `0 ${shares.join(' ')} ${rounded(score, 4)}\n`;
    })
    .join('');
}
