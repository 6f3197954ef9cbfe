import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import type { TestFile } from './visit.js';

/** The sheet of portraits that tests find faces in. */
export const PORTRAITS = fileURLToPath(new URL('../../../docs/portraits.jpg', import.meta.url));

/** Faces on the page that are hidden. */
export const MASK = '.regions [role=option].hidden';

/** Two rows of about 20 portraits, 640 × 150. */
export function crowd(): Sharp {
  return sharp(PORTRAITS).extract({ left: 0, top: 185, width: 320, height: 75 }).resize(640, 150);
}

/** The same as a JPEG. */
export async function jpeg(name = 'crowd.jpg'): Promise<TestFile> {
  return { name, bytes: await crowd().jpeg({ quality: 92 }).toBuffer() };
}

/** The button that hides what may be a face, and those that save without. */
export const POSSIBLE = { name: /^Hide \d+ possible/ } as const;
export const ANYWAY = { name: /Save anyway|Save as it is/ } as const;
