import { readFile } from 'node:fs/promises';
import { MotReader } from '../../src/formats/tracks-mot.js';
import { clip } from '../../src/geometry/box.js';
import type { FrameFaces } from '../../src/tracks/track.js';
import type { Noise } from './noise.js';
import type { Scene, TrueFace } from './truth.js';

const PICTURE = { width: 1920, height: 1080 };
const RATE = 25;

/**
 * HT21-01's ground truth (Sundararaman et al., "Tracking Pedestrian Heads in Dense Crowd", CVPR 2021), scaled: real people and
 * a real camera, but what a detector finds of them is drawn from a noise model.
 *
 * @param file gt.txt of the MOT challenge's layout
 * @param factor by which pixels are scaled
 */
export async function headTracks(file: string, factor: number, noise: Noise, name: string): Promise<Scene> {
  const reader = new MotReader(file);
  for (const [index, line] of (await readFile(file, 'utf8')).split('\n').entries()) reader.add(line, index + 1);
  const picture = { width: Math.round(PICTURE.width * factor), height: Math.round(PICTURE.height * factor) };
  const heads = reader.end();
  const count = Math.max(...heads.map(({ boxes }) => boxes.at(-1)!.frame)) + 1;
  const truth: TrueFace[][] = Array.from({ length: count }, () => []);
  for (const { id, boxes } of heads) {
    for (const { frame, box } of boxes) {
      const scaled = { x: box.x * factor, y: box.y * factor, width: box.width * factor, height: box.height * factor };
      const inside = clip(scaled, picture.width, picture.height);
      if (!(inside.width > 0 && inside.height > 0)) continue;
      const counted = scaled.height >= 4 && inside.width * inside.height >= 0.5 * scaled.width * scaled.height;
      truth[frame]!.push({ id, box: inside, counted });
    }
  }
  const found = noise(truth).map((faces, index): FrameFaces => ({ time: index / RATE, faces }));
  return { name, picture, truth, found: new Map([['farface', found]]) };
}
