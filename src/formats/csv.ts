import type { Document } from './document.js';
import { type PhotoFaces, rounded } from './photo-faces.js';

/** One line a face, in pixels; none where no face was found. Source: RFC 4180. */
export class CsvDocument implements Document {
  readonly head = 'image,x,y,width,height,score\n';

  add({ image, faces }: PhotoFaces): string {
    return faces
      .map(({ box, score }) => {
        const sides = [box.x, box.y, box.width, box.height].map((side) => rounded(side, 2));
        return `${[cellOf(image), ...sides, rounded(score, 4)].join(',')}\n`;
      })
      .join('');
  }

  tail(): string {
    return '';
  }
}

/** A path as a cell. One that a spreadsheet would take for a formula begins with `./`, which leads to the same file. */
function cellOf(path: string): string {
  const cell = FORMULA.test(path) ? `./${path}` : path;
  return /[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** What a formula begins with, in the wide letters of East Asia too. Source: OWASP, "CSV Injection". */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
