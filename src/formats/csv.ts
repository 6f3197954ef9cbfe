import type { Document } from './document.js';
import { type PhotoFaces, rounded } from './photo-faces.js';

/** One line a face, in pixels; none where no face was found. Source: RFC 4180. */
export class CsvDocument implements Document {
  readonly head = 'image,x,y,width,height,score\n';

  add({ image, faces }: PhotoFaces): string {
    return faces
      .map(({ box, score }) => {
        const sides = [box.x, box.y, box.width, box.height].map((side) => rounded(side, 2));
        return `${[quoted(image), ...sides, rounded(score, 4)].join(',')}\n`;
      })
      .join('');
  }

  tail(): string {
    return '';
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
