import type { Random } from '../../random/random.js';

/** What may happen to a file on its way: each takes a copy of its bytes. */
const MUTATIONS = {
  'cut off': (file: Buffer, random: Random) => file.subarray(0, Math.floor(random() * file.length)),
  'bits flipped': (file: Buffer, random: Random) => {
    for (let flips = 1 + Math.floor(random() * 40); flips > 0; flips--) {
      const at = Math.floor(random() * file.length);
      file[at] = file[at]! ^ (1 << Math.floor(random() * 8));
    }
    return file;
  },
  /** The start of a file says its size, depth and layout. */
  'header lied about': (file: Buffer, random: Random) => {
    for (let lies = 1 + Math.floor(random() * 4); lies > 0; lies--) {
      file[Math.floor(random() * Math.min(64, file.length))] = Math.floor(random() * 256);
    }
    return file;
  },
  'a part overwritten': (file: Buffer, random: Random) => {
    const start = Math.floor(random() * file.length);
    return file.fill(random() < 0.5 ? 0 : 255, start, Math.min(file.length, start + Math.floor(random() * 200)));
  },
  'a part twice': (file: Buffer, random: Random) => {
    const at = Math.floor(random() * file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(Math.floor(random() * at))]);
  },
};

export type Mutation = keyof typeof MUTATIONS;

/** A damaged copy of the file, the same for the same random numbers, and what was done to it. */
export function mutate(file: Uint8Array, random: Random): { mutation: Mutation; bytes: Uint8Array } {
  const names = Object.keys(MUTATIONS) as Mutation[];
  const mutation = names[Math.floor(random() * names.length)]!;
  return { mutation, bytes: MUTATIONS[mutation](Buffer.from(file), random) };
}
