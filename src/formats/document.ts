import type { PhotoFaces } from './photo-faces.js';

/** One file for all photos, however many: it is written photo by photo. */
export interface Document {
  /** What the file begins with. */
  readonly head: string;
  /** What comes next, for one more photo. */
  add(photo: PhotoFaces): string;
  /** What the file ends with. */
  tail(): string;
}
