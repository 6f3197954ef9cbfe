import type { Box } from '../../geometry/box.js';
import type { EncodedPicture, VideoCodecs, VideoFrame, VideoPacket } from '../../platform/video-port.js';
import { VerificationError } from '../../redact/check-redaction.js';
import { apart, rowsOf, TOLERANCE } from '../check-video.js';
import { type PaintSettings, placeMasks, spansIn } from '../paint.js';
import { colorsOf, samplesOf } from '../plane-colors.js';

const UPRIGHT = { rotation: 0, flip: false } as const;
/** Packets that may wait to be decoded: more, and coding waits. */
const MOST = 250;

/** What a frame was covered with: boxes of faces, or all of it. */
export type Covered = readonly Box[] | 'whole';

/**
 * Decodes what was just coded, and looks whether each mask is where it should be: what goes to a pipe or to another stream
 * cannot be looked at later.
 */
export class Loopback {
  readonly #expected = new Map<number, Covered>();
  readonly #packets: VideoPacket[] = [];
  readonly #checked: Promise<void>;
  #ended = false;
  #wake = () => {};
  #room = () => {};
  #failure: { readonly error: unknown } | undefined;
  /** Frames that were decoded and are right. */
  frames = 0;

  /** @param first the first coded picture, which says how it is coded */
  constructor(
    private readonly name: string,
    codecs: VideoCodecs,
    first: EncodedPicture,
    private readonly settings: PaintSettings,
  ) {
    this.#checked = this.#check(codecs.decode(first.stream, this.#queue(), `${name}: the result`)).catch((error) => {
      this.#failure = { error };
      this.#room();
    });
  }

  /** Says what the frame of a time was covered with, before its packet comes. */
  expect(time: number, covered: Covered): void {
    this.#expected.set(time, covered);
  }

  /** @throws VerificationError where a frame before it is not as it should be; InputError where it cannot be decoded */
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

  /** Resolves once all frames are known to be right; throws as `add`. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#wake();
    await this.#checked;
    if (this.#failure) throw this.#failure.error;
    if (this.#expected.size > 0) this.#fail(`lacks ${this.#expected.size} frames`);
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

  async #check(frames: AsyncIterable<VideoFrame>): Promise<void> {
    for await (const frame of frames) {
      try {
        const covered = this.#expected.get(frame.timestamp);
        if (covered === undefined) this.#fail(`has a frame at ${frame.timestamp} s that was not written`);
        else this.#checkFrame(frame, covered);
        this.#expected.delete(frame.timestamp);
        this.frames += 1;
      } finally {
        frame.close();
      }
    }
  }

  #checkFrame(frame: VideoFrame, covered: Covered): void {
    const at = `at ${frame.timestamp.toFixed(2)} s`;
    if (covered === 'whole') {
      const black = flat(frame, [0, 0, 0]);
      if (!(apart(black, frame, rowsOf(frame)) <= TOLERANCE)) this.#fail(`is not dark ${at}`);
      return;
    }
    // What a mosaic or a blur makes of a face is not known without the face.
    if (this.settings.with !== 'solid') return;
    const mask = flat(frame, this.settings.rgb);
    for (const placed of placeMasks(covered, frame, UPRIGHT, this.settings)) {
      const spans = spansIn(frame, 0, placed.mask);
      if (spans.length === 0 || apart(mask, frame, spans) <= TOLERANCE) continue;
      const { x, y } = placed.mask.box;
      this.#fail(`does not hide what is at ${Math.round(x)},${Math.round(y)} ${at}`);
    }
  }

  #fail(what: string): never {
    throw new VerificationError(
      `${this.name}: the redacted video ${what}, so it goes no further. Try a higher --quality.`,
    );
  }
}

/** A frame of one colour: each of its rows is the same. */
function flat(frame: VideoFrame, rgb: readonly [number, number, number]): Pick<VideoFrame, 'planes' | 'format'> {
  const row = new Uint16Array(frame.width).fill(samplesOf(rgb, colorsOf(frame))[0]);
  return { format: frame.format, planes: [{ data: row, stride: 0 }] };
}
