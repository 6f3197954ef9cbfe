import sharp from 'sharp';
import type { RegionSample } from '../../src/datasets/region-sample.js';
import { KEPT_CONTEXT } from '../../src/image/window.js';
import { createRandom, type Random, uniform } from '../../src/random/random.js';

/** Heights of the drawn candidates in pixels: of large ones, which become pairs, and of small ones. */
const LARGE = 32;
const SMALL = 9;

/**
 * Regions to train on where there are no photos: drawn faces, and for non-faces the same shapes in the same colours in
 * disorder. Every other one is a face, and half of each are large enough for pairs.
 */
export async function drawRegions(count: number): Promise<RegionSample[]> {
  const random = createRandom(1);
  const samples: RegionSample[] = [];
  for (let number = 0; number < count; number += 1) {
    const face = number % 2 === 0;
    const height = number % 4 < 2 ? LARGE : SMALL;
    const side = KEPT_CONTEXT * height;
    const picture = sharp(Buffer.from(draw(face, side, random)));
    const data = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer();
    const box = { x: height, y: height, width: height, height };
    samples.push({
      image: { width: side, height: side, data },
      box,
      extent: face ? box : undefined,
      score: 0.5,
      height,
    });
  }
  return samples;
}

/** Shoulders, hair, a face, two eyes and a mouth where they belong, on 96 × 96; the face in the middle 32 × 32. */
const PARTS = [
  { part: 'cloth', x: 48, y: 92, across: 28, down: 24 },
  { part: 'hair', x: 48, y: 46, across: 14, down: 16 },
  { part: 'skin', x: 48, y: 50, across: 11, down: 14 },
  { part: 'eye', x: 43, y: 47, across: 2, down: 1.5 },
  { part: 'eye', x: 53, y: 47, across: 2, down: 1.5 },
  { part: 'mouth', x: 48, y: 57, across: 5, down: 1.5 },
] as const;

/** An SVG. Non-faces have the parts of a face anywhere. */
function draw(face: boolean, side: number, random: Random): string {
  const [tone, wall] = [uniform(random, 35, 80), uniform(random, 20, 90)];
  const colours = {
    cloth: `hsl(${uniform(random, 0, 360)} 50% 45%)`,
    hair: `hsl(30 40% ${tone / 4}%)`,
    skin: `hsl(25 45% ${tone}%)`,
    eye: 'hsl(30 30% 10%)',
    mouth: `hsl(0 50% ${tone / 2}%)`,
  };
  const ellipses = PARTS.map(({ part, x, y, across, down }) => {
    const [centerX, centerY] = face ? [x, y] : [uniform(random, 24, 72), uniform(random, 24, 72)];
    return `<ellipse cx="${centerX}" cy="${centerY}" rx="${across}" ry="${down}" fill="${colours[part]}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="${side}" height="${side}">
<rect width="96" height="96" fill="hsl(${uniform(random, 0, 360)} 30% ${wall}%)"/>
${ellipses.join('\n')}
</svg>`;
}
