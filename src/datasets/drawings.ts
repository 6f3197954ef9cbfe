import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { fromPlanes } from '../image/planes.js';
import { resample } from '../image/resample.js';
import { DRAWING_SIDE, WINDOW_SIDE, windowOf } from '../image/window.js';
import type { RegionSample } from './region-sample.js';

/** Bytes of a drawing, `[3, 128, 128]`. */
const LENGTH = 3 * DRAWING_SIDE ** 2;

/** What a file of drawings begins with: what tells those of one generator and of some samples from others, as hex digits. */
const HEADER = 64;

/** Windows that are drawn at once. */
const BATCH = 32;

/** Draws windows: `[count, 32, 32, 3]`, 0 to 255, to `[count, 3, 128, 128]`, 0 to 255. */
export type DrawWindows = (windows: Uint8Array, count: number) => Promise<Float32Array>;

export interface DrawingWork {
  draw: DrawWindows;
  /** Called after each batch with how many of how many there are. */
  onDrawn?(done: number, all: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** What a generator that is done draws of samples, kept in a file, rounded as pictures are. */
export class Drawings {
  readonly #places: ReadonlyMap<RegionSample, number>;

  private constructor(
    private readonly file: number,
    samples: readonly RegionSample[],
  ) {
    this.#places = new Map(samples.map((sample, place) => [sample, place]));
  }

  /**
   * The drawings of samples from a file, or drawn now where it lacks or is of another generator or of other samples. A kill
   * leaves the first so many of them in `PATH.partial`, where the next call goes on.
   *
   * @param generator tells one generator from another, such as a hash of its weights
   * @param samples tiny ones, see `isTiny`
   */
  static async load(
    path: string,
    generator: string,
    samples: readonly RegionSample[],
    work: DrawingWork,
  ): Promise<Drawings> {
    const fingerprint = fingerprintOf(generator, samples);
    const stored = openWhole(path, fingerprint, samples.length);
    if (stored !== undefined) return new Drawings(stored, samples);
    await drawAll(`${path}.partial`, fingerprint, samples, work);
    await rename(`${path}.partial`, path);
    const drawn = openWhole(path, fingerprint, samples.length);
    if (drawn === undefined) throw new Error(`${path}: does not hold what was just written to it.`);
    return new Drawings(drawn, samples);
  }

  /** The drawing of one of the samples: `[3, 128, 128]`, 0 to 255. */
  of(sample: RegionSample): Float32Array {
    const place = this.#places.get(sample);
    if (place === undefined)
      throw new RangeError('There is no drawing of this sample: it is none of those that were drawn.');
    const bytes = Buffer.allocUnsafe(LENGTH);
    if (readSync(this.file, bytes, 0, LENGTH, HEADER + place * LENGTH) < LENGTH)
      throw new Error('A file of drawings has become shorter while it was in use.');
    return Float32Array.from(bytes);
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.file);
  }
}

async function drawAll(
  partial: string,
  fingerprint: string,
  samples: readonly RegionSample[],
  { draw, onDrawn, signal }: DrawingWork,
): Promise<void> {
  const file = await open(partial, 'a+');
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(HEADER);
    await file.read(header, 0, HEADER, 0);
    const ours = size >= HEADER && header.toString() === fingerprint;
    // A kill may have cut the last one off.
    let done = ours ? Math.min(samples.length, Math.floor((size - HEADER) / LENGTH)) : 0;
    await file.truncate(ours ? HEADER + done * LENGTH : 0);
    if (!ours) await file.appendFile(fingerprint);
    while (done < samples.length) {
      signal?.throwIfAborted();
      const part = samples.slice(done, done + BATCH);
      const drawn = await draw(windowsOf(part), part.length);
      await file.appendFile(new Uint8Array(new Uint8ClampedArray(drawn).buffer));
      done += part.length;
      onDrawn?.(done, samples.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The windows of samples, `[count, 32, 32, 3]`. */
export function windowsOf(samples: readonly RegionSample[]): Uint8Array {
  const length = 3 * WINDOW_SIDE ** 2;
  const windows = new Uint8Array(samples.length * length);
  for (const [i, { image, box }] of samples.entries()) {
    const { x, y } = windowOf(box);
    const { planes } = resample(image, { x, y, scale: 1, flip: false }, WINDOW_SIDE);
    windows.set(fromPlanes(planes, WINDOW_SIDE, WINDOW_SIDE).data, i * length);
  }
  return windows;
}

/** The file, open, if it is whole and of these. */
function openWhole(path: string, fingerprint: string, samples: number): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const header = Buffer.alloc(HEADER);
  readSync(file, header, 0, HEADER, 0);
  if (header.toString() === fingerprint && fstatSync(file).size === HEADER + samples * LENGTH) return file;
  closeSync(file);
  return undefined;
}

function fingerprintOf(generator: string, samples: readonly RegionSample[]): string {
  const hash = createHash('sha256').update(JSON.stringify([DRAWING_SIDE, WINDOW_SIDE, generator]));
  for (const { box, image } of samples) hash.update(JSON.stringify([box, image.width])).update(image.data);
  return hash.digest('hex');
}
