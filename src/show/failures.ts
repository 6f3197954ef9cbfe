import type { AnnotatedFace } from '../datasets/annotations.js';
import { ATTRIBUTES } from '../evaluate/attributes.js';
import { HEIGHT_RANGES, rangeName } from '../evaluate/heights.js';
import type { PhotoVerdict } from './verdicts.js';

/** How many of the faces that have something in common are missed. */
export interface MissRate {
  /** As in `heavy blur` or `8–12 px tall`. */
  readonly group: string;
  readonly faces: number;
  readonly missed: number;
}

/** What faces may have in common, in WIDER FACE's words. */
const GROUPS: readonly [group: string, has: (face: AnnotatedFace) => boolean][] = [
  ...HEIGHT_RANGES.map(
    (range) =>
      [
        `${rangeName(range)} px tall`,
        ({ box }: AnnotatedFace) => box.height >= range.from && box.height < range.to,
      ] as const,
  ).map(([group, has]): [string, (face: AnnotatedFace) => boolean] => [group, has]),
  ...ATTRIBUTES.map(({ name, has }): [string, (face: AnnotatedFace) => boolean] => [name, has]),
];

/** What the missed faces have in common; groups without a face are left out. */
export function missRates(photos: readonly PhotoVerdict[]): MissRate[] {
  const judged = photos.flatMap(({ faces }) => faces.filter(({ verdict }) => verdict !== 'not judged'));
  return GROUPS.map(([group, has]) => {
    const members = judged.filter(({ face }) => has(face));
    return { group, faces: members.length, missed: members.filter(({ verdict }) => verdict === 'missed').length };
  }).filter(({ faces }) => faces > 0);
}
