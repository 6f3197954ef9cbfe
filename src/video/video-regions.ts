import { type Box, iou } from '../geometry/box.js';
import { checkNamed } from '../redact/named.js';
import { type NamedRegion, REDACT_DEFAULTS, type RedactOptions } from '../redact/options.js';
import { linkTracks } from '../tracks/link-tracks.js';
import { withHidden } from '../tracks/packed-boxes.js';
import { eachFrameRegions } from '../tracks/regions.js';
import type { FrameFaces, Track } from '../tracks/track.js';
import type { Video } from './video.js';

/** What is to be hidden in a video. */
export interface VideoRegions {
  /** The faces of a frame; asked for one frame after the other, as often as need be. */
  readonly regions: (frame: number) => readonly Box[];
  /** How many people that are. */
  readonly tracks: number;
  /** All that were linked, or edited, whether hidden or not. */
  readonly linked: readonly Track[];
}

/** Overlap (IoU) above which a track is the one that a region names. */
const SAME = 1 / 3;

/**
 * What was found, linked over the frames, and what the user named. A face to keep reveals its whole track.
 *
 * @param edited tracks of a file, in place of those that are linked
 *
 * @throws InputError where a region that is named lies outside the video
 */
export function regionsOfVideo(
  video: Video,
  lines: readonly FrameFaces[],
  { threshold = REDACT_DEFAULTS.threshold, keep = [], also = [], only, size }: RedactOptions,
  edited?: readonly Track[],
): VideoRegions {
  const frames = Array.from({ length: video.frames }, () => video);
  checkNamed({ keep, also, ...(only && { only }), ...(size && { size }) }, frames, video.name);
  const named = byFrame(only ?? also);
  const found = (edited ?? linkTracks(lines, video, { threshold })).map((track) =>
    track.hidden && isNamed(track, keep) ? withHidden(track, false) : track,
  );
  const linked = new InTurn(() => eachFrameRegions(lines, found, video, { threshold }));
  const regions = (frame: number) => [
    ...linked.at(frame),
    ...(named.get(frame) ?? []),
    ...(named.get(undefined) ?? []),
  ];
  const tracks = found.filter(({ hidden }) => hidden).length + (only ?? also).length;
  return { regions, tracks, linked: found };
}

/** Each frame's boxes, made when they are asked for: hours of them would take more memory than the tracks do. */
class InTurn {
  #boxes: Iterator<Box[]> | undefined;
  #frame = -1;
  #last: readonly Box[] = [];

  /** @param begin boxes of one frame after the other, from the first on */
  constructor(private readonly begin: () => Iterator<Box[]>) {}

  at(frame: number): readonly Box[] {
    if (frame < this.#frame) this.#boxes = undefined;
    if (this.#boxes === undefined) {
      this.#boxes = this.begin();
      this.#frame = -1;
    }
    while (this.#frame < frame) {
      const { value, done } = this.#boxes.next();
      this.#last = done ? [] : value;
      this.#frame += 1;
    }
    return this.#last;
  }
}

function isNamed({ boxes }: Track, keep: readonly NamedRegion[]): boolean {
  return keep.some((kept) => boxes.some(({ frame, box }) => frame === (kept.frame ?? 0) && iou(kept, box) > SAME));
}

function byFrame(regions: readonly NamedRegion[]): ReadonlyMap<number | undefined, Box[]> {
  const frames = new Map<number | undefined, Box[]>();
  for (const { frame, ...box } of regions) frames.set(frame, [...(frames.get(frame) ?? []), box]);
  return frames;
}
