import { createRandom, type Random, uniform } from '../../src/random/random.js';
import { FaceMemory } from '../../src/tracks/face-memory.js';
import { linkTracks } from '../../src/tracks/link-tracks.js';
import { eachFrameRegions } from '../../src/tracks/regions.js';
import type { FrameFaces } from '../../src/tracks/track.js';

const PICTURE = { width: 1920, height: 1080 };
const RATE = 30;

/** What a long video's faces take. */
export interface LongVideo {
  readonly frames: number;
  readonly faces: number;
  readonly tracks: number;
  readonly masks: number;
  /** Seconds for linking, and for going over all frames once as painting does. */
  readonly linking: number;
  readonly going: number;
  /** Most of the process's memory until then, in MiB, Node itself included. */
  readonly memory: number;
}

/** A film without a cut, in which people walk and come and go: detections as `redact` keeps them, linked and gone over. */
export function linkLong(hours: number, faces: number): LongVideo {
  const random = createRandom(11);
  const memory = new FaceMemory();
  const people = Array.from({ length: faces }, () => ({ ...arrival(random), until: uniform(random, 0, 60 * RATE) }));
  const frames: FrameFaces[] = [];
  for (let frame = 0; frame < hours * 3600 * RATE; frame++) {
    for (const one of people) {
      if (frame > one.until) Object.assign(one, arrival(random), { until: frame + uniform(random, 5, 60) * RATE });
      one.x += one.vx;
      one.y += one.vy;
    }
    const found = people
      .filter(() => random() < 0.9)
      .map(({ x, y, size }) => {
        const box = { x: x + random(), y: y + random(), width: size + random(), height: 1.2 * size + random() };
        return { box, score: uniform(random, 0.1, 1) };
      });
    const motion = { a: 1, b: 0, x: uniform(random, -0.1, 0.1), y: 0 };
    frames.push(memory.keep({ time: frame / RATE, faces: found, motion }));
  }
  const start = performance.now();
  const tracks = linkTracks(frames, PICTURE);
  const linked = performance.now();
  let masks = 0;
  for (const boxes of eachFrameRegions(frames, tracks, PICTURE)) masks += boxes.length;
  return {
    ...{ frames: frames.length, faces, tracks: tracks.length, masks },
    linking: (linked - start) / 1000,
    going: (performance.now() - linked) / 1000,
    memory: process.resourceUsage().maxRSS / 1024,
  };
}

function arrival(random: Random) {
  const [x, y] = [uniform(random, 0, PICTURE.width - 40), uniform(random, 0, PICTURE.height - 50)];
  return { x, y, vx: uniform(random, -0.6, 0.6), vy: uniform(random, -0.2, 0.2), size: uniform(random, 8, 38) };
}
