import type { AnnotatedPhoto } from './annotations.js';
import { HELD_BACK } from './held-back-photos.js';

/** One photo in so many of events without a list is held back. */
const EVERY = 20;

/**
 * Splits photos into those that train and those that choose settings. Which are held back is decided by the name of each
 * alone, whatever others are there: where the list `HELD_BACK` has its event, those that it names; one in twenty, by a
 * hash of event and name, of all other events.
 *
 * @example
 * const { photos } = await loadWiderFace('wider', 'train');
 * const { train, heldBack } = holdBack(photos);
 */
export function holdBack(photos: readonly AnnotatedPhoto[]): { train: AnnotatedPhoto[]; heldBack: AnnotatedPhoto[] } {
  return { train: photos.filter((photo) => !isHeldBack(photo)), heldBack: photos.filter(isHeldBack) };
}

const listed = new Map(Object.entries(HELD_BACK).map(([event, names]) => [event, new Set(names)]));

function isHeldBack({ event, name }: AnnotatedPhoto): boolean {
  return listed.get(event)?.has(name) ?? hash(`${event}/${name}`) % EVERY === 0;
}

/** FNV-1a, 32 bits, of the text's UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
