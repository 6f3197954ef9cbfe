import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { InputError } from '../errors/errors.js';

/** Which photos of a data set are looked at. */
export interface SubsetOptions {
  /** Only photos of these events. An event is known by its full name or by its number: `0--Parade` or `0`. */
  readonly events?: readonly string[];
  /** Every Nth photo, in the order of event and name. */
  readonly every?: number;
  /** Which of them is the first, from 0, less than `every`; 0 by default. */
  readonly offset?: number;
}

/** Photos that were chosen from a data set. */
export interface Subset {
  readonly photos: readonly AnnotatedPhoto[];
  /** How a part of the data set is called wherever its numbers are shown; undefined for the whole. */
  readonly label?: string;
}

/**
 * Chooses photos, sorted by event and name.
 *
 * @param missing photos of the data set that are not there: without them it is a part too
 * @throws InputError where an event is unknown, or the offset leads past the Nth photo
 * @example
 * const { photos, missing } = await openWiderFace('wider');
 * const { photos: chosen, label } = chooseSubset(photos, { events: ['0--Parade'], every: 5 }, missing);
 */
export function chooseSubset(
  all: readonly AnnotatedPhoto[],
  { events, every = 1, offset = 0 }: SubsetOptions = {},
  missing = 0,
): Subset {
  if (offset >= every) throw new InputError(`offset ${offset}: expected less than ${every}, the photos of a step.`);
  const sorted = all.toSorted((a, b) => compare(a.event, b.event) || compare(a.name, b.name));
  const chosen = events ? sorted.filter(isOneOf(events, sorted)) : sorted;
  const photos = chosen.filter((_, index) => index % every === offset);
  const total = all.length + missing;
  if (photos.length === total) return { photos };
  const choices = [
    missing > 0 && 'those present',
    events && `events ${events.join(', ')}`,
    every > 1 && `every ${ordinal(every)}${offset > 0 ? ` from the ${ordinal(offset + 1)}` : ''}`,
  ].filter(Boolean);
  return { photos, label: `subset: ${photos.length} of ${total} photos (${choices.join('; ')})` };
}

function isOneOf(events: readonly string[], photos: readonly AnnotatedPhoto[]): (photo: AnnotatedPhoto) => boolean {
  const known = new Set(photos.map(({ event }) => event));
  const chosen = events.map((text) => {
    const event = [...known].find((name) => name === text || name.startsWith(`${text}--`));
    if (event === undefined) {
      throw new InputError(
        `${text}: no such event among the photos. There are ${[...known].slice(0, 5).join(', ')}, …`,
      );
    }
    return event;
  });
  return ({ event }) => chosen.includes(event);
}

/** By code units, as file systems and `sort` in most languages have it. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ordinal(number: number): string {
  const teens = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${(!teens && ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}
