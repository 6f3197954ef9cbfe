import { extremesOf } from '../geometry/extremes.js';
import type { ShownFace } from './frames.js';

/** As in `1 face`, `1,024 faces`, `no faces`. */
export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** As in `6–48`, or `6` where both are the same to so many digits after the point. */
export function range(values: readonly number[], decimals = 0): string {
  const [least, most] = extremesOf(values).map((value) => value.toFixed(decimals));
  return least === most ? least! : `${least}–${most}`;
}

/** As in `6–48 px tall, scores 0.41–0.98`. */
export function measures(faces: readonly ShownFace[]): string {
  const heights = range(faces.map(({ box }) => box.height));
  const scores = range(
    faces.map(({ score }) => score),
    2,
  );
  return `${heights} px tall, ${faces.length === 1 ? 'score' : 'scores'} ${scores}`;
}

/** What a picture shows, for those who cannot see it. */
export function alternative(name: string, faces: readonly ShownFace[]): string {
  return `${name}, ${faces.length === 0 ? 'without a face' : `with ${count(faces.length, 'face')} framed: ${measures(faces)}`}`;
}
