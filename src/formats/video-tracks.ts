import { InputError } from '../errors/errors.js';
import type { Track, TrackBox } from '../tracks/track.js';

/** The tracks of a video, with what tells which video they are of. */
export interface VideoTracks {
  /** Path of the video: absolute, or from the folder of the file of tracks. */
  readonly video: string;
  /** Size of the upright frames in pixels. */
  readonly width: number;
  readonly height: number;
  /** How many frames the video has. */
  readonly frames: number;
  readonly tracks: readonly Track[];
}

/** Longer than any video: a year at 25 frames a second. */
export const MOST_FRAMES = 8e8;

/** Boxes that a file may have, those between keyframes included: what fits into memory. */
export const MOST_BOXES = 2e7;

/** A box as files have it: those between two of them are left to the reader. */
export type Key = Omit<TrackBox, 'origin'> & { readonly origin?: TrackBox['origin']; readonly ends?: boolean };

/**
 * Boxes in every frame from the first key to the last, on straight lines between them; none from a key that `ends` the track
 * to the next.
 *
 * @throws InputError where frames do not ascend
 */
export function betweenKeys(keys: readonly Key[], where: string): TrackBox[] {
  const boxes: TrackBox[] = [];
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    if (before !== undefined && key.frame <= before.frame) {
      throw new InputError(
        `${where}: frame ${key.frame} comes after ${before.frame}. Expected each frame once, in order.`,
      );
    }
    if (before !== undefined && before.ends !== true) {
      for (let frame = before.frame + 1; frame < key.frame; frame++) boxes.push(between(before, key, frame));
    }
    const { frame, box, score, origin = 'edited' } = key;
    if (key.ends !== true) boxes.push({ frame, box, origin, ...(score !== undefined && { score }) });
    if (boxes.length > MOST_BOXES) {
      throw new InputError(`${where}: has more than ${MOST_BOXES.toLocaleString('en')} boxes. Split the video.`);
    }
  }
  return boxes;
}

function between(before: Key, after: Key, frame: number): TrackBox {
  const share = (frame - before.frame) / (after.frame - before.frame);
  const at = (key: 'x' | 'y' | 'width' | 'height') => before.box[key] + share * (after.box[key] - before.box[key]);
  return { frame, box: { x: at('x'), y: at('y'), width: at('width'), height: at('height') }, origin: 'between' };
}

/**
 * Checks that tracks are those of a video.
 *
 * @param where the file of tracks
 * @throws InputError where sizes or numbers of frames differ, where the file says them
 */
export function checkTracks(
  { width, height, frames, tracks }: Pick<VideoTracks, 'width' | 'height' | 'frames' | 'tracks'>,
  video: Pick<VideoTracks, 'width' | 'height' | 'frames'>,
  name: string,
  where: string,
): void {
  const advice = 'its tracks are those of another video. Run farface redact --review on this one.';
  if (width !== video.width || height !== video.height) {
    throw new InputError(
      `${name}: is ${video.width} × ${video.height} pixels, but ${where} says ${width} × ${height}: ${advice}`,
    );
  }
  if (frames !== video.frames) {
    throw new InputError(`${name}: has ${video.frames} frames, but ${where} says ${frames}: ${advice}`);
  }
  for (const { id, boxes } of tracks) {
    const last = boxes.at(-1);
    if (last === undefined || last.frame < frames) continue;
    throw new InputError(
      `${where}, track ${id}: has a box in frame ${last.frame}, but the last frame is ${frames - 1}.`,
    );
  }
}
