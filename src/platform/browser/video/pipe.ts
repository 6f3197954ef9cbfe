/** What WebCodecs' decoders and encoders have in common. */
interface Codec {
  readonly state: CodecState;
  flush(): Promise<void>;
  close(): void;
  addEventListener(type: 'dequeue', listener: () => void): void;
}

/** Pieces that a codec may have before it gave back any: reordering needs some, memory bounds them. */
const DEPTH = 8;

/**
 * Feeds a codec and gives what comes out, in its order. Nothing is read before it is asked for, and few pieces are in memory.
 *
 * @param feed gives the codec one piece
 * @param waiting how many pieces the codec has not begun
 * @param taken what to do with results that nobody takes any more
 */
export async function* pipe<Piece, Result>(
  pieces: AsyncIterable<Piece>,
  open: (give: (result: Result) => void, fail: (error: Error) => void) => Codec,
  feed: (codec: Codec, piece: Piece) => void,
  waiting: (codec: Codec) => number,
  drop: (result: Result) => void,
): AsyncGenerator<Result> {
  const results: Result[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const codec = open(
    (result) => {
      results.push(result);
      wake();
    },
    (error) => {
      failure ??= error;
      wake();
    },
  );
  codec.addEventListener('dequeue', () => wake());
  try {
    for await (const piece of pieces) {
      if (failure) throw failure;
      feed(codec, piece);
      while (waiting(codec) > DEPTH && results.length === 0 && !failure) await woken();
      while (results.length > 0) yield results.shift()!;
    }
    let flushed = false;
    const flushing = codec.flush().then(
      () => {
        flushed = true;
        wake();
      },
      (error: Error) => {
        failure ??= error;
        wake();
      },
    );
    while (!flushed || results.length > 0) {
      if (failure) throw failure;
      if (results.length > 0) yield results.shift()!;
      else await woken();
    }
    await flushing;
    if (failure) throw failure;
  } finally {
    if (codec.state !== 'closed') codec.close();
    for (const result of results) drop(result);
  }

  function woken(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }
}
