import type { AnnotatedPhoto } from './annotations.js';

/** One photo in so many is never trained on: settings are chosen by it. */
const EVERY = 20;
const OFFSET = 10;

/** Splits training photos, in their given order, into those that train and those that choose settings. */
export function holdBack(photos: readonly AnnotatedPhoto[]): { train: AnnotatedPhoto[]; heldBack: AnnotatedPhoto[] } {
  const isHeldBack = (index: number) => index % EVERY === OFFSET;
  return {
    train: photos.filter((_, index) => !isHeldBack(index)),
    heldBack: photos.filter((_, index) => isHeldBack(index)),
  };
}
