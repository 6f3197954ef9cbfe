import { InputError } from '../errors/errors.js';
import type { Track, TrackBox } from '../tracks/track.js';
import { rounded } from './photo-faces.js';
import { betweenKeys, type Key, MOST_BOXES, MOST_FRAMES } from './video-tracks.js';

/**
 * Tracks in the text of the MOT challenge, a box a line: frame, track, left, top, width, height, confidence, and −1 for what
 * is only of the world. Frames and pixels count from 1. A track that is revealed is left out: the format cannot say it.
 * Source: Milan et al., "MOT16: A Benchmark for Multi-Object Tracking", arXiv 1603.00831, table 6.
 */
export function motText(tracks: readonly Track[]): string {
  const rows = tracks
    .filter(({ hidden }) => hidden)
    .flatMap(({ id, confidence, boxes }) => boxes.map((box) => ({ id, confidence, box })));
  rows.sort((a, b) => a.box.frame - b.box.frame || a.id - b.id);
  return rows.map((row) => `${line(row)}\n`).join('');
}

function line({ id, confidence, box }: { id: number; confidence: number; box: TrackBox }): string {
  const { x, y, width, height } = box.box;
  const sides = [x + 1, y + 1, width, height].map((value) => rounded(value, 2));
  return [box.frame + 1, id, ...sides, rounded(box.score ?? confidence, 4), -1, -1, -1].join(',');
}

/** Reads what `motText` writes and what trackers of the MOT challenge do, in any order of lines: all of its tracks are hidden. */
export class MotReader {
  readonly #keys = new Map<number, Key[]>();
  #count = 0;

  /** @param path what errors call the file */
  constructor(private readonly path: string) {}

  add(text: string, number: number): void {
    if (text.trim() === '') return;
    const where = `${this.path}:${number}`;
    const values = text.split(',').map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
    const [frame, id, x, y, width, height, confidence] = values;
    if (values.length < 6 || values.length > 10 || !values.every(Number.isFinite)) {
      throw new InputError(
        `${where}: expected 6 to 10 numbers (frame, track, left, top, width, height, confidence …).`,
      );
    }
    if (!Number.isInteger(frame) || frame! < 1 || frame! > MOST_FRAMES) {
      throw new InputError(`${where}: expected a frame that counts from 1, received ${frame}.`);
    }
    if (!Number.isInteger(id) || id! < 0)
      throw new InputError(`${where}: expected the number of a track, received ${id}.`);
    if (width! < 0 || height! < 0) throw new InputError(`${where}: expected a width and a height of 0 pixels or more.`);
    if (++this.#count > MOST_BOXES)
      throw new InputError(`${this.path}: has more than ${MOST_BOXES} boxes. Split the video.`);
    const score = confidence !== undefined && confidence >= 0 && confidence <= 1 ? { score: confidence } : {};
    const key = { frame: frame! - 1, box: { x: x! - 1, y: y! - 1, width: width!, height: height! }, ...score };
    const keys = this.#keys.get(id!);
    if (keys === undefined) this.#keys.set(id!, [key]);
    else keys.push(key);
  }

  end(): Track[] {
    return [...this.#keys]
      .sort(([a], [b]) => a - b)
      .map(([id, keys]) => {
        keys.sort((a, b) => a.frame - b.frame);
        return { id, hidden: true, confidence: 1, boxes: betweenKeys(keys, `${this.path}, track ${id}`) };
      });
  }
}
