import { type Box, intersection } from '../geometry/box.js';
import { BEYOND, type Image } from './image.js';
import { resample, resampleBytes } from './resample.js';

/**
 * The square around a box that the second stage looks at: with the same centre, its side `context` times the box's
 * longer side. 1 is the box alone, 2 as much again around it.
 */
export function regionOf(box: Box, context: number): Box {
  const side = Math.max(1, context * Math.max(box.width, box.height));
  return { x: box.x + (box.width - side) / 2, y: box.y + (box.height - side) / 2, width: side, height: side };
}

/**
 * Cuts a square region out of a picture and brings it to `size` × `size`: bilinear where that enlarges, the mean of all
 * pixels where it shrinks.
 *
 * @param flip mirrored, left for right
 * @returns `[3, size, size]`, red, green and blue, 0 to 255. What lies outside the picture has the colours of its border;
 * a region wholly outside is grey.
 */
export function cutRegion(image: Image, region: Box, size: number, flip = false): Float32Array {
  const picture = { x: 0, y: 0, width: image.width, height: image.height };
  if (intersection(region, picture) === 0) return new Float32Array(3 * size * size).fill(BEYOND);
  const { part, x, y } = surroundings(image, region);
  return resample(part, { x: region.x - x, y: region.y - y, scale: size / region.width, flip }, size).planes;
}

/**
 * The same as bytes, rounded, as pictures have them: `[size, size, 3]`, written from the start of `target`. A tenth of the
 * time, for small regions.
 */
export function cutRegionBytes(image: Image, region: Box, size: number, target: Uint8Array): void {
  const picture = { x: 0, y: 0, width: image.width, height: image.height };
  if (intersection(region, picture) === 0) {
    target.fill(BEYOND, 0, 3 * size * size);
    return;
  }
  const scale = size / region.width;
  // Only what is halved needs a copy of its own.
  const { part, x, y } = scale > 0.5 ? { part: image, x: 0, y: 0 } : surroundings(image, region);
  resampleBytes(part, { x: region.x - x, y: region.y - y, scale }, size, target);
}

/** The part of a picture that a region's pixels are means of, so that a large picture is not shrunk for a small region. */
function surroundings(image: Image, region: Box): { part: Image; x: number; y: number } {
  // Wider than the foot of any triangle that resampling takes means with.
  const margin = Math.ceil(region.width / 8) + 2;
  const start = (value: number, limit: number) => Math.min(Math.max(0, Math.floor(value - margin)), limit - 1);
  const end = (value: number, limit: number) => Math.max(Math.min(limit, Math.ceil(value + margin)), 1);
  const [x, y] = [start(region.x, image.width), start(region.y, image.height)];
  const [right, bottom] = [end(region.x + region.width, image.width), end(region.y + region.height, image.height)];
  const [width, height] = [right - x, bottom - y];
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * image.width + x) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { part: { width, height, data }, x, y };
}
