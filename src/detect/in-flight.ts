/**
 * Does `work` on each item, on up to `most` at once, and yields the results in the items' order. Where one fails, those that
 * are begun end before the error is thrown.
 */
export async function* inFlight<Item, Result>(
  items: Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const result = work(item);
      // It is awaited in its turn, and may fail before.
      result.catch(() => {});
      begun.push(result);
      if (begun.length >= most) yield await begun.shift()!;
    }
    for (let result = begun.shift(); result; result = begun.shift()) yield await result;
  } finally {
    await Promise.allSettled(begun);
  }
}
