import { messageOf } from '../errors/errors.js';
import { Closing } from './closing.js';
import { AHEAD, inOrder } from './in-order.js';
import type { FailedInput } from './inputs.js';
import { PixelBudget } from './pixel-budget.js';

/** What became of one item. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: string };

/** One batch: what is done to each of many photos, and what it is done with. */
export interface Batch<Item extends { readonly name: string }, Opened, Value> {
  /**
   * Opens what results go to, then loads the networks, and hands each to `closing`. What the command line has wrong is
   * to be found before, what the disk has wrong here, before hours of work.
   */
  open(closing: Closing): Promise<Opened>;
  /** The items, or what keeps one from being looked at; asked for once all is open. */
  items(opened: Opened): Iterable<Item | FailedInput> | AsyncIterable<Item | FailedInput>;
  /** Looks at one item. What it throws is the item's failure, and the others go on. */
  work(item: Item, opened: Opened): Promise<Value>;
  /** Takes what came of each, in the items' order, one at a time. What it throws ends the batch. */
  take(item: Item | FailedInput, outcome: Outcome<Value>, opened: Opened): Promise<void> | void;
  /** Puts what is one result of all photos in its place; not reached where the batch failed. */
  finish?(opened: Opened): Promise<void>;
  /** Pixels that an item takes once it is decoded; by default none are counted. */
  pixelsOf?(item: Item): Promise<number>;
  /** Items begun beside the one that the network looks at. */
  readonly ahead?: number;
  /** Ends the batch after the items that are begun. */
  readonly signal?: AbortSignal | undefined;
}

/** How many items came to which end. */
export interface Tally {
  /** Looked at. */
  readonly done: number;
  readonly failed: number;
}

/**
 * The loop of every command and of whoever uses farface for many photos: outputs are opened, then the networks, then the
 * photos are gone through; and whatever happens, all is closed again.
 *
 * @returns how many items were looked at and how many failed; where `signal` ended the batch, the rest was not begun
 * @throws what `open`, `take` and `finish` throw, once all is closed
 * @example
 * import { createDetector } from 'farface';
 *
 * const { all } = await collectInputs(['photos/']);
 * const { done, failed } = await runBatch({
 *   open: async (closing) => {
 *     const detector = await createDetector();
 *     closing.add(detector, () => detector.dispose());
 *     return detector;
 *   },
 *   items: () => all,
 *   work: (photo, detector) => detector.detect(photo.path),
 *   take: ({ name }, outcome) => console.log(name, 'error' in outcome ? outcome.error : outcome.value.faces.length),
 * });
 */
export async function runBatch<Item extends { readonly name: string }, Opened, Value>(
  batch: Batch<Item, Opened, Value>,
): Promise<Tally> {
  const { signal, ahead = AHEAD } = batch;
  const closing = new Closing();
  const budget = new PixelBudget();
  let [done, failed] = [0, 0];
  try {
    const opened = await batch.open(closing);
    // Room is taken in the order of the items, as they are taken in that order and give it back then.
    let turn: Promise<unknown> = Promise.resolve();
    const work = async (item: Item | FailedInput): Promise<Worked<Item, Value>> => {
      if ('error' in item) return { item, outcome: { error: item.error }, release: () => {} };
      const before = turn;
      const room = (async () => {
        const pixels = (await batch.pixelsOf?.(item)) ?? 0;
        await before;
        return budget.take(pixels);
      })();
      turn = room.catch(() => {});
      try {
        const release = await room;
        return { item, outcome: await outcomeOf(() => batch.work(item, opened)), release };
      } catch (error) {
        return { item, outcome: { error: messageOf(error) }, release: () => {} };
      }
    };
    for await (const { item, outcome, release } of inOrder(batch.items(opened), ahead, work, signal)) {
      try {
        // What was cut short did not fail.
        if ('error' in outcome && signal?.aborted) continue;
        await batch.take(item, outcome, opened);
        if ('error' in outcome) failed += 1;
        else done += 1;
      } catch (error) {
        budget.end(error);
        throw error;
      } finally {
        release();
      }
    }
    await batch.finish?.(opened);
  } finally {
    await closing.close();
  }
  return { done, failed };
}

interface Worked<Item, Value> {
  readonly item: Item | FailedInput;
  readonly outcome: Outcome<Value>;
  /** Gives back the room that the item took. */
  readonly release: () => void;
}

async function outcomeOf<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
