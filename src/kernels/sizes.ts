import { LANES, type Plan, type Step, type View } from './plan.js';

/** How much lies in a buffer. */
export interface Extent {
  readonly height: number;
  /** Bytes of a row. */
  readonly row: number;
  /** With what may be written behind the last row. */
  readonly bytes: number;
}

/** Around what kernels of several rows and columns see: columns on both sides together, and rows below; there is one above. */
export const BORDER = { columns: 3, below: 2 } as const;

/** As in `assembly/byte-kernels.ts`. */
const GROUP = 16;

/** What each buffer of a plan holds for an input of this size, by its number. */
export function extentsOf({ channels, steps }: Plan, height: number, width: number): Map<number, Extent> {
  const extents = new Map([[0, extent(height, width * channels)]]);
  for (const step of steps) {
    const { height, row } = extents.get(firstOf(step).buffer)!;
    const columns = row / firstOf(step).channels;
    if (step.kind === 'sum') extents.set(step.to.buffer, extent(height, row));
    else if (step.kind === 'double') extents.set(step.to.buffer, extent(2 * height, 2 * row));
    else {
      const { down, across, features } = step.kernel;
      extents.set(step.to.buffer, extent(Math.ceil(height / down), Math.ceil(columns / across) * features));
    }
  }
  return extents;
}

function extent(height: number, row: number): Extent {
  return { height, row, bytes: height * row + LANES };
}

function firstOf(step: Step): View {
  return step.kind === 'sum' ? step.from[0] : step.from;
}

/** Bytes that the largest padded picture takes, and what the kernels write in between. */
export function roomFor({ steps }: Plan, extents: ReadonlyMap<number, Extent>): { padded: number; scratch: number } {
  let [padded, scratch] = [0, 0];
  for (const step of steps) {
    if (step.kind !== 'convolution') continue;
    const { channels, features, rows, columns } = step.kernel;
    const { height, row } = extents.get(step.from.buffer)!;
    padded = Math.max(padded, (height + 1 + BORDER.below) * (row + BORDER.columns * channels));
    const groups = Math.ceil(features / LANES);
    // Of either kind of convolution.
    const inputs = Math.max(16 * channels, rows * columns * channels);
    scratch = Math.max(scratch, GROUP * (2 * inputs + 16 * 4 * LANES * groups));
  }
  return { padded, scratch };
}

/** By the number of a step: the buffers that no later step and no output reads. */
export function lastUses(steps: readonly Step[], outputs: Iterable<View>): Map<number, number[]> {
  const last = new Map<number, number>();
  for (const [index, { from }] of steps.entries()) {
    for (const { buffer } of [from].flat()) last.set(buffer, index);
  }
  for (const { buffer } of outputs) last.delete(buffer);
  const uses = new Map<number, number[]>();
  for (const [buffer, index] of last) uses.set(index, [...(uses.get(index) ?? []), buffer]);
  return uses;
}
