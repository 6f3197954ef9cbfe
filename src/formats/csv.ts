import { type PhotoFaces, rounded } from './photo-faces.js';

/** The first line of a CSV file. */
export const CSV_HEAD = 'image,x,y,width,height,score';

/** One line a face, in pixels; none where no face was found. Source: RFC 4180. */
export function csvLines({ image, faces }: PhotoFaces): string[] {
  return faces.map(({ box, score }) => {
    const sides = [box.x, box.y, box.width, box.height].map((side) => rounded(side, 2));
    return [quoted(image), ...sides, rounded(score, 4)].join(',');
  });
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
