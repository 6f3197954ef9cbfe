/** What holds memory until it is closed. */
interface Closable {
  close(): void;
}

/**
 * The same items, of which some are asked for before they are needed: so that the next pictures are decoded while one is worked on.
 *
 * @param count how many are asked for at once; each takes a picture's memory
 */
export async function* readAhead<Item extends Closable>(
  items: AsyncIterable<Item>,
  count: number,
): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<Item>>[] = [];
  const ask = () => {
    const next = iterator.next();
    // Where an earlier one fails, nobody waits for this one.
    next.catch(() => {});
    asked.push(next);
  };
  try {
    for (let left = count; left > 0; left--) ask();
    for (;;) {
      const { value, done } = await asked.shift()!;
      if (done) return;
      ask();
      yield value;
    }
  } finally {
    // What was asked for and is not taken is let go, before what it comes from is.
    for (const result of await Promise.allSettled(asked))
      if (result.status === 'fulfilled' && !result.value.done) result.value.value.close();
    await iterator.return?.();
  }
}
