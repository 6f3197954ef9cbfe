import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Face } from '../../src/geometry/face.js';
import type { Image } from '../../src/image/image.js';
import { readImage } from '../../src/platform/node/read-image.js';
import { createRandom } from '../../src/random/random.js';
import { cameraBetween } from '../../src/tracks/camera.js';
import { thumbnailOf } from '../../src/tracks/thumbnail.js';
import type { FrameFaces } from '../../src/tracks/track.js';
import { type Clip, facesIn, RATE, SIZE, viewsOf } from './clips.js';
import { reencode } from './encode.js';
import { renderFrame } from './render.js';
import type { Scene } from './truth.js';

export type Detect = (image: Image) => Promise<readonly Face[]>;

/** Views of a frame while its shutter is open. */
const STEPS = 5;

/**
 * Makes the clip, looks at it with each detector, and keeps what they found in a folder: the same clip is not looked at
 * again.
 */
export async function sceneOf(clip: Clip, detectors: ReadonlyMap<string, Detect>, cache: string): Promise<Scene> {
  const photos = await Promise.all(clip.photos.map(({ path }) => readImage(path)));
  const views = viewsOf(clip, photos, STEPS);
  const truth = views.map((steps) => facesIn(clip, steps[STEPS >> 1]!));
  const key = createHash('sha256')
    .update(JSON.stringify([clip, views]))
    .digest('hex')
    .slice(0, 16);
  const found = new Map<string, readonly FrameFaces[]>();
  let frames: readonly Image[] | undefined;
  for (const [name, detect] of detectors) {
    const file = join(cache, `${key}-${name}.json`);
    if (!existsSync(file)) {
      frames ??= framesOf(clip, views, photos);
      mkdirSync(cache, { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(await look(frames, detect)));
      renameSync(`${file}.new`, file);
    }
    found.set(name, JSON.parse(readFileSync(file, 'utf8')));
  }
  return { name: clip.name, picture: SIZE, truth, found };
}

function framesOf(clip: Clip, views: ReturnType<typeof viewsOf>, photos: readonly Image[]): Image[] {
  const random = createRandom(clip.seed, 2);
  return reencode(
    views.map((steps) => renderFrame(steps, photos, random)),
    clip.quality,
  );
}

async function look(frames: readonly Image[], detect: Detect): Promise<FrameFaces[]> {
  const thumbnails = frames.map(({ data, width, height }) => {
    return thumbnailOf({ data, stride: 3 * width, step: 3, offset: 1 }, width, height);
  });
  const found: FrameFaces[] = [];
  for (const [index, frame] of frames.entries()) {
    const camera = index === 0 ? undefined : cameraBetween(thumbnails[index - 1]!, thumbnails[index]!);
    const faces = (await detect(frame)).map(({ box, score }) => ({ box, score }));
    found.push({ time: index / RATE, faces, ...camera });
  }
  return found;
}
