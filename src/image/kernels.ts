import { KERNELS } from './kernels-module.js';

/** Loops over pixels in WebAssembly, on addresses of its memory; see `assembly/pixel-kernels.ts`. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  halveLines(lines: number, length: number, sums: number, to: number, width: number, rows: number): void;
  meansOfFour(upper: number, lower: number, to: number, length: number): void;
  meansAlong(
    row: number,
    firsts: number,
    counts: number,
    weights: number,
    stride: number,
    to: number,
    size: number,
  ): void;
  colours(brightness: number, first: number, second: number, to: number, width: number, ...worth: Worths): void;
  meansDown(lines: number, stride: number, weights: number, count: number, to: number, length: number): void;
  squares(one: number, other: number, length: number): number;
  addBytes(from: number, to: number, length: number): void;
  varianceApart(one: number, oneStride: number, other: number, otherStride: number, side: number): number;
}

/** What samples of 8 bits are worth, see `colours`. */
export type Worths = readonly [
  light: number,
  lightFrom: number,
  redOfV: number,
  redFrom: number,
  greenOfV: number,
  greenOfU: number,
  greenFrom: number,
  blueOfU: number,
  blueFrom: number,
];

/** Bytes that a kernel may read or write beyond the end of what it is given. */
export const BEYOND_END = 64;

const PAGE = 65_536;

let loaded: Kernels | undefined;

/** Loads them the first time they are asked for: importing farface does nothing. One thread has one memory. */
export function kernels(): Kernels {
  if (loaded) return loaded;
  const bytes = Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  loaded = exports as unknown as Kernels;
  return loaded;
}

/** Their memory, of at least so many bytes, which hold what they held before. It is asked for anew before each use: growing moves it. */
export function room(bytes: number): Uint8Array<ArrayBuffer> {
  const { memory } = kernels();
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return new Uint8Array(memory.buffer as ArrayBuffer);
}
