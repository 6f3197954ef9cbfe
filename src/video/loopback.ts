import type { EncodedPicture, VideoCodecs, VideoFrame, VideoPacket } from '../platform/video-port.js';

/** Packets that may wait to be decoded: more, and coding waits. */
const MOST = 250;

/** Decodes what was just coded beside the coding, and hands over each picture, in the order in which they are shown. */
export class Loopback {
  readonly #packets: VideoPacket[] = [];
  readonly #looked: Promise<void>;
  #ended = false;
  #wake = () => {};
  #room = () => {};
  #failure: { readonly error: unknown } | undefined;
  /** Frames that were decoded and looked at. */
  frames = 0;

  /**
   * @param name what errors of the codec call the result
   * @param first the first coded picture, which says how it is coded; `add` it, too
   * @param look throws where a picture is not as it should be
   */
  constructor(name: string, codecs: VideoCodecs, first: EncodedPicture, look: (frame: VideoFrame) => void) {
    this.#looked = this.#look(codecs.decode(first.stream, this.#queue(), name), look).catch((error) => {
      this.#failure = { error };
      this.#room();
    });
  }

  /** @throws what `look` threw of a picture before it; InputError where one cannot be decoded */
  async add(packet: VideoPacket): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    this.#packets.push(packet);
    this.#wake();
    if (this.#packets.length > MOST) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  /** Resolves once all pictures were looked at; throws as `add`. */
  async end(): Promise<void> {
    await this.#stop();
    if (this.#failure) throw this.#failure.error;
  }

  /** Lets go of what is not decoded yet, where nobody needs to know. */
  async cancel(): Promise<void> {
    this.#packets.length = 0;
    await this.#stop();
  }

  async #stop(): Promise<void> {
    this.#ended = true;
    this.#wake();
    await this.#looked;
  }

  async *#queue(): AsyncGenerator<VideoPacket> {
    for (;;) {
      const next = this.#packets.shift();
      if (next) {
        this.#room();
        yield next;
      } else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async #look(frames: AsyncIterable<VideoFrame>, look: (frame: VideoFrame) => void): Promise<void> {
    for await (const frame of frames) {
      try {
        look(frame);
        this.frames += 1;
      } finally {
        frame.close();
      }
    }
  }
}
