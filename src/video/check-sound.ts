import type { EncodedPacket } from 'mediabunny';
import { equal } from '../redact/bytes.js';
import type { Fail } from './failing.js';
import { packetsOf } from './packets.js';
import type { Video } from './video.js';

/**
 * Compares the sound of a result with its source's, byte by byte.
 *
 * @param near seconds that times may differ by
 * @param fail is called with what differs, and throws
 */
export async function checkSound(source: Video, written: Video, near: number, fail: Fail): Promise<void> {
  for (const [index, track] of source.audio.entries()) {
    const other = written.audio[index]!;
    const [before, after] = [packetsOf(track, source.name), packetsOf(other, `${source.name}: the result`)];
    // Uncompressed sound has no packets of its own: containers cut it as they like.
    if ((await track.getCodec())?.startsWith('pcm')) {
      if (!(await isSameStream(before, after))) fail('has other sound than the source');
      continue;
    }
    const scale = Math.min(await track.getTimeResolution(), await other.getTimeResolution());
    const late = Math.max(near, 1e-6 + 0.51 / scale);
    for await (const [a, b] of together(before, after)) {
      if (!a || !b) fail('has not as much sound as the source');
      else if (!equal(a.data, b.data)) fail(`has other sound at ${a.timestamp.toFixed(2)} s`);
      else if (Math.abs(a.timestamp - b.timestamp) > late)
        fail(`has sound at ${b.timestamp} s instead of ${a.timestamp} s`);
    }
  }
}

/** Whether the packets are the same bytes, wherever each ends. */
async function isSameStream(
  first: AsyncGenerator<EncodedPacket>,
  second: AsyncGenerator<EncodedPacket>,
): Promise<boolean> {
  const none = new Uint8Array();
  let a: Uint8Array = none;
  let b: Uint8Array = none;
  const next = async (packets: AsyncGenerator<EncodedPacket>) => {
    const { value, done } = await packets.next();
    return done ? none : value.data;
  };
  for (;;) {
    if (a.length === 0) a = await next(first);
    if (b.length === 0) b = await next(second);
    const length = Math.min(a.length, b.length);
    if (length === 0) return a.length === b.length;
    if (!equal(a.subarray(0, length), b.subarray(0, length))) return false;
    a = a.subarray(length);
    b = b.subarray(length);
  }
}

/** The items of both, one by one; undefined where one ended before the other. */
async function* together<Item>(
  first: AsyncIterable<Item>,
  second: AsyncIterable<Item>,
): AsyncGenerator<[Item | undefined, Item | undefined]> {
  const [one, other] = [first[Symbol.asyncIterator](), second[Symbol.asyncIterator]()];
  try {
    for (;;) {
      const [a, b] = await Promise.all([one.next(), other.next()]);
      if (a.done && b.done) return;
      yield [a.done ? undefined : a.value, b.done ? undefined : b.value];
    }
  } finally {
    await Promise.allSettled([one.return?.(), other.return?.()]);
  }
}
