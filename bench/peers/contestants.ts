import { scrfd500m, scrfd2500m } from '../../src/label/scrfd.js';
import { yunet } from '../../src/label/yunet.js';
import type { Contestant } from './contestant.js';
import { farfaceContestants } from './farface.js';
import { contestantsOf } from './peer.js';
import { retinaface } from './retinaface.js';

/** Everyone who may run, in the order of the table. */
export const contestants: readonly Contestant[] = [
  ...farfaceContestants,
  ...[yunet, retinaface, scrfd2500m, scrfd500m].flatMap(contestantsOf),
];

/** Whose time all others are compared with, so that the machine's own speed cancels out: YuNet-n at native size. */
export const reference: Contestant = contestants.find(({ name, input }) => name === yunet.name && input === 'native')!;

/** Short name for the command line and for files, as in `yunet-n-native`. */
export function idOf({ name, input }: Contestant): string {
  return `${name} ${input}`
    .toLowerCase()
    .replace('×', 'x')
    .replace(/[^a-z0-9.]+/g, '-');
}
