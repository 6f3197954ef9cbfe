import type { EncodedPicture, VideoStream } from '../platform/video-port.js';
import { crc32, equal } from '../redact/bytes.js';
import type { Fail } from './failing.js';
import { picturePackets } from './packets.js';
import type { Video } from './video.js';

/** Numbers that are kept of a packet: its time, its size, its checksum, and whether it stands alone. */
const PER_PACKET = 4;
/** Packets whose numbers are kept in one piece of memory. */
const PIECE = 4096;

/** What was coded, decoded again and found right, so that a file can be told to hold just that. */
export class CodedPackets {
  readonly #pieces: Float64Array[] = [];
  #stream: VideoStream | undefined;
  #count = 0;

  /** Notes a packet; in the order of decoding. */
  add({ data, key, timestamp, stream }: EncodedPicture): void {
    this.#stream ??= stream;
    const at = this.#count % PIECE;
    if (at === 0) this.#pieces.push(new Float64Array(PIECE * PER_PACKET));
    this.#pieces.at(-1)!.set([timestamp, data.length, crc32(data), Number(key)], at * PER_PACKET);
    this.#count += 1;
  }

  /**
   * Reads the packets of pictures of a file, and compares each with what was noted.
   *
   * @param call.near seconds that times may differ by
   * @param call.onPacket is called after each with how many were read
   * @throws InputError where the file cannot be read
   */
  async compare(
    written: Video,
    { near, fail, onPacket }: { near: number; fail: Fail; onPacket: (count: number) => void },
  ): Promise<void> {
    this.#compareHead(written.stream, fail);
    let count = 0;
    for await (const { data, key, timestamp } of picturePackets(written)) {
      if (count === this.#count) fail('has more pictures than were coded');
      const from = (count % PIECE) * PER_PACKET;
      const [time, size, sum, alone] = this.#pieces[Math.floor(count / PIECE)]!.subarray(from, from + PER_PACKET);
      if (!(Math.abs(timestamp - time!) <= near)) fail(`shows a picture at ${timestamp} s instead of ${time} s`);
      if (data.length !== size || crc32(data) !== sum || Number(key) !== alone)
        fail(`is not what was coded at ${timestamp} s`);
      count += 1;
      onPacket(count);
    }
    if (count !== this.#count) fail('has fewer pictures than were coded');
  }

  /** What a decoder is told before the first packet. VP8's, VP9's and AV1's packets say it all themselves. */
  #compareHead({ codec, width, height, description }: VideoStream, fail: Fail): void {
    const coded = this.#stream ?? fail('has no pictures');
    if (codec !== coded.codec) fail(`is ${codec} instead of ${coded.codec}`);
    if (width !== coded.width || height !== coded.height)
      fail(`is ${width} × ${height} instead of ${coded.width} × ${coded.height}`);
    if (codec !== 'avc' && codec !== 'hevc') return;
    const none = new Uint8Array();
    if (!equal(description ?? none, coded.description ?? none)) fail('says otherwise how it is coded');
  }
}
