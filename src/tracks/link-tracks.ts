import { type Chain, linkChains } from './chains.js';
import { fill } from './fill.js';
import { joinChains } from './join.js';
import { sizeOf } from './motion-model.js';
import { type Shot, shotsOf } from './observation.js';
import { type TrackOptions, type TrackSettings, trackSettings } from './options.js';
import { type PackedBoxes, packedTrack } from './packed-boxes.js';
import { scaleOf } from './similarity.js';
import type { FrameFaces, PictureSize, Track } from './track.js';

/**
 * Links the faces of a video's frames into tracks, from both ends of time: a face that is not found in some frames has a box
 * in each frame from shortly before its first detection to shortly after its last. No track crosses a cut.
 *
 * Tracks are numbered from 1 by the frame in which they begin, then from left to right. Time and memory grow with the number
 * of detections.
 *
 * @param frames of the whole video, in the order of time
 * @param picture size of the upright frames
 * @throws InputError where an option is out of its range
 * @example
 * const face = { box: { x: 10, y: 10, width: 8, height: 10 }, score: 0.9 };
 * const frames = [0, 1, 2].map((index) => ({ time: index / 25, faces: index === 1 ? [] : [face] }));
 * const [track] = linkTracks(frames, { width: 640, height: 360 });
 * console.log(track?.boxes.map(({ origin }) => origin)); // ['detected', 'between', 'detected']
 */
export function linkTracks(frames: readonly FrameFaces[], picture: PictureSize, options: TrackOptions = {}): Track[] {
  const settings = trackSettings(options);
  return shotsOf(frames)
    .flatMap((shot) => tracksOf(shot, settings, picture))
    .sort(inOrder)
    .map(({ boxes, ...how }, index) => packedTrack(index + 1, boxes, how));
}

interface Linked extends Pick<Track, 'hidden' | 'confidence'> {
  readonly boxes: PackedBoxes;
}

function tracksOf(shot: Shot, { threshold, gap, coast }: TrackSettings, picture: PictureSize): Linked[] {
  return joinChains(linkChains(shot, threshold), shot.observations, gap).map((chain) => {
    const confidence = confidenceOf(chain, shot);
    return { boxes: fill(chain, shot, coast, picture), confidence, hidden: confidence >= threshold };
  });
}

/** A face that was found three times is as sure as one that was found once with a score this many times as high. */
const THRICE = 1.75;

/** One that was found for so many seconds with this share of a score, on average of all frames that were looked at, is too. */
const LASTING = 5;
const LEAST = 0.5;

/**
 * Of a face of so many pixels what is unsure counts as it is; of one half as large it counts twice. The smaller a face, the less
 * sure a detector ever is of it, and the less is covered in vain where it is none.
 */
const SURE_SIZE = 48;

/**
 * 0 to 1: sure once, less sure three times, or hardly sure but lasting. What is no face comes and goes. Chosen on clips of
 * held-back photos, see docs/video-tracks.md.
 */
function confidenceOf(chain: Chain, shot: Shot): number {
  const { observations, first: start, times, looked } = shot;
  const scores = chain.map((id) => observations.scoreOf(id)).sort((a, b) => b - a);
  const [first = 0, second = 0, third = 0] = scores;
  const [begin, end] = [observations.frameOf(chain[0]!) - start, observations.frameOf(chain.at(-1)!) - start];
  const span = looked[end]! - looked[begin]! + 1;
  const duration = times.at(-1)! - times[0]!;
  const least = duration > 0 ? (LEAST * (looked.at(-1)! - 1)) / duration : Number.POSITIVE_INFINITY;
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(span, least);
  const unsure = Math.max((THRICE * (first + second + third)) / 3, LASTING * mean);
  return Math.min(1, Math.max(first, unsure * Math.max(1, SURE_SIZE / meanSize(chain, shot))));
}

/** The geometric mean of what was found, √(width · height), in pixels of each frame. */
function meanSize(chain: Chain, { observations, first, views }: Shot): number {
  const sizes = chain.map((id) => {
    const seen = observations.at(id);
    return sizeOf(seen) * scaleOf(views[seen.frame - first]!);
  });
  return Math.exp(sizes.reduce((sum, size) => sum + Math.log(size), 0) / sizes.length);
}

function inOrder({ boxes: one }: Linked, { boxes: other }: Linked): number {
  const [a, b] = [one.boxAt(0), other.boxAt(0)];
  return one.first - other.first || a.x - b.x || a.y - b.y;
}
