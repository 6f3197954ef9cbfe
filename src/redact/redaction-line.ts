import { facesLine } from '../formats/faces-lines.js';
import type { Redaction } from './redact.js';
import type { HiddenRegion } from './region.js';

/** What a redaction says, without the picture itself. */
export type Outcome = Pick<Redaction, 'width' | 'height' | 'regions' | 'nearly' | 'remaining'>;

/**
 * One line of JSON in the shape of `detect --json`: `faces` are what was hidden, `remaining` what is still found.
 *
 * @param image the photo's name
 * @param output where the result was written, if anywhere
 */
export function redactionLine(image: string, output: string | undefined, outcome: Outcome): string {
  const { width, height, regions, remaining } = outcome;
  // A frame is named where there are several: not in a photo.
  const several = [...regions, ...remaining].some(({ frame }) => frame > 0);
  const faceOf = ({ box, score, frame, round }: HiddenRegion) => ({
    box,
    ...(score !== undefined && { score }),
    ...(several && { frame }),
    ...(round > 0 && { round }),
  });
  const where = output === undefined ? {} : { output };
  return facesLine({ image, ...where, width, height, faces: regions.map(faceOf), remaining: remaining.map(faceOf) });
}

/** What a person must look at, as in `crowd.jpg: the check still finds 1 face, at 120,80 (9 × 12)`. */
export function remainingLine(output: string, remaining: readonly HiddenRegion[]): string {
  const places = remaining.map(({ box: { x, y, width, height }, frame }) => {
    const [left, top, wide, high] = [x, y, width, height].map(Math.round);
    return `${left},${top} (${wide} × ${high}${frame > 0 ? `, frame ${frame}` : ''})`;
  });
  const list = places.length > 5 ? [...places.slice(0, 5), `${places.length - 5} more`] : places;
  const faces = `${remaining.length} face${remaining.length === 1 ? '' : 's'}`;
  return `${output}: the check still finds ${faces}, at ${list.join('; ')}. Look at it before you publish it.`;
}
