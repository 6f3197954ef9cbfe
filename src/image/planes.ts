import type { Image } from './image.js';

/**
 * A picture from planes of colour, as networks and resampling have them.
 *
 * @param planes `[3, height, width]`, red, green and blue, 0 to 255; rounded, and clipped to that
 */
export function fromPlanes(planes: Float32Array, width: number, height: number): Image {
  const pixels = width * height;
  // Clamped arrays round to the nearest and clip.
  const data = new Uint8ClampedArray(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) data[3 * pixel + channel] = planes[channel * pixels + pixel]!;
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** Colours as the second stage's networks take and draw them, −1 to 1, from those of pictures, 0 to 255. */
export function toNetwork(planes: Float32Array): Float32Array {
  return planes.map((value) => value / 127.5 - 1);
}

/** The reverse of `toNetwork`; what a network drew beyond the range of pictures is clipped. */
export function fromNetwork(planes: Float32Array): Float32Array {
  return planes.map((value) => Math.min(Math.max((value + 1) * 127.5, 0), 255));
}
