import type { Box } from '../../src/geometry/box.js';
import { linkTracks } from '../../src/tracks/link-tracks.js';
import { lookThreshold, TRACK_DEFAULTS, type TrackOptions } from '../../src/tracks/options.js';
import { regionsByFrame } from '../../src/tracks/regions.js';
import type { FrameFaces, PictureSize } from '../../src/tracks/track.js';

/** What is masked in each frame. */
export type Policy = (frames: readonly FrameFaces[], picture: PictureSize) => Box[][];

/** Each frame by itself. */
export function eachFrame(threshold: number, padding = 0): Policy {
  return (frames) => {
    return frames.map(({ faces }) => {
      return faces
        .filter(({ score }) => score >= threshold)
        .map(({ box: { x, y, width, height } }) => ({
          ...{ x: x - padding, y: y - padding, width: width + 2 * padding, height: height + 2 * padding },
        }));
    });
  };
}

/** The masks of the last so many frames, that of now included. */
export function lastFrames(threshold: number, count: number): Policy {
  return (frames, picture) => {
    const own = eachFrame(threshold)(frames, picture);
    return own.map((_, index) => own.slice(Math.max(0, index - count + 1), index + 1).flat());
  };
}

/** Tracks, as `redact` makes them. */
export function tracked(options: TrackOptions = {}): Policy {
  return (frames, picture) => {
    const seen = lookedAt(frames, options.threshold);
    return regionsByFrame(seen, linkTracks(seen, picture, options), picture, options);
  };
}

/** What `redact` would have been told by the detector: that runs at a higher threshold than scenes were looked at with. */
export function lookedAt(frames: readonly FrameFaces[], threshold?: number): FrameFaces[] {
  const low = lookThreshold(threshold);
  return frames.map((frame) => ({ ...frame, faces: frame.faces.filter(({ score }) => score >= low) }));
}

/** The detector looks at every n-th frame only; at the last one too, as a video's end is always looked at. */
export function every(n: number, policy: Policy): Policy {
  return (frames, picture) => {
    const seen = frames.map((frame, index) =>
      index % n === 0 || index === frames.length - 1 ? frame : { ...frame, faces: [], skipped: true },
    );
    return policy(seen, picture);
  };
}

/** As if nothing were known of the camera. */
export function withoutCamera(policy: Policy): Policy {
  return (frames, picture) =>
    policy(
      frames.map(({ time, faces, skipped, cut }) => ({
        time,
        faces,
        ...(skipped && { skipped }),
        ...(cut && { cut }),
      })),
      picture,
    );
}

/** That of redact. */
export const THRESHOLD = TRACK_DEFAULTS.threshold;
