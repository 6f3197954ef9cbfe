/**
 * Photos begun beside the one that the network looks at: while it does, the next one is decoded. More would only take
 * more memory (`npm run bench:batch -- --ahead`).
 */
export const AHEAD = 1;

/**
 * Does `work` on each item and yields the results in the items' order, with up to `ahead` more items begun meanwhile.
 * Begins nothing new once `signal` is aborted. `work` reports its failures in its result and never rejects.
 *
 * @example
 * const sizes = inOrder(['a.jpg', 'b.jpg'], 1, async (path) => pixelsOf({ path }));
 * for await (const pixels of sizes) console.log(pixels); // of a.jpg, then of b.jpg
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      if (signal?.aborted) break;
      begun.push(work(item));
      if (begun.length > ahead) yield await begun.shift()!;
    }
    for (let result = begun.shift(); result; result = begun.shift()) yield await result;
  } finally {
    // Whoever stops asking closes what the work uses.
    await Promise.allSettled(begun);
  }
}
