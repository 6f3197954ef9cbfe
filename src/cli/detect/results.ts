import type { Detection } from '../../detect/detector.js';

/** What became of one photo. `image` is its name as the user would give it. */
export type PhotoResult = (Detection & { readonly image: string }) | { readonly image: string; readonly error: string };

/** One line for a person, as in `crowd.jpg  1024 × 768  37 faces, 6–48 px tall`. */
export function textLine(result: PhotoResult): string {
  if ('error' in result) return result.error;
  const { image, width, height, faces, frames } = result;
  const heights = faces.map(({ box }) => Math.round(box.height)).sort((a, b) => a - b);
  const [least, most] = [heights[0], heights.at(-1)];
  const tall = faces.length === 0 ? '' : `, ${least === most ? least : `${least}–${most}`} px tall`;
  return `${image}  ${width} × ${height}  ${count(faces.length, 'face')}${tall}${frames === undefined ? '' : `, in ${frames} frames`}`;
}

/** As in `1 face`, `3 faces`, `no faces`. */
export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}
