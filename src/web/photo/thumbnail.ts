import type { Image } from '../../image/image.js';
import { toCanvas } from '../../platform/browser/canvas.js';

/** Longer side of the thumbnails, twice what they fill on the page. */
const SIDE = 192;

/** Samples a side that each pixel of a thumbnail is the mean of. */
const SAMPLES = 4;

/** The picture within `side` × `side` pixels; smaller ones stay as they are. */
export function thumbnailOf(photo: Image, side: number): Image {
  const scale = Math.min(1, side / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0;
        for (let sample = 0; sample < SAMPLES ** 2; sample += 1) {
          const across = (x + ((sample % SAMPLES) + 0.5) / SAMPLES) / width;
          const down = (y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / height;
          sum +=
            photo.data[
              3 * (Math.floor(down * photo.height) * photo.width + Math.floor(across * photo.width)) + channel
            ]!;
        }
        data[3 * (y * width + x) + channel] = sum / SAMPLES ** 2;
      }
    }
  }
  return { width, height, data };
}

/** A thumbnail as a file. */
export async function thumbnailFile(photo: Image): Promise<Blob> {
  const { width, height, data } = thumbnailOf(photo, SIDE);
  return toCanvas(width, height, data, 3).convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}
