import {
  type AudioCodec,
  type AudioTrackMetadata,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type InputTrack,
  MPEG_TS,
  ReadableStreamSource,
} from 'mediabunny';
import type { Sound } from '../write-video.js';

/** Bytes of sound that wait for their pictures at most. */
const MOST = 2 ** 26;
/** Seconds that sound may lie behind the pictures: what is silent for longer must not hold them up. */
const LATE = 5;

/** The sound of a live source: it is read as it comes, and waits for the pictures that it belongs to. */
export class LiveSound implements Sound {
  readonly source: EncodedAudioPacketSource;
  readonly #waiting: EncodedPacket[] = [];
  #bytes = 0;
  #last = 0;
  #closed = false;
  /** Why it is not carried any more, in words. */
  lost: string | undefined;

  private constructor(
    codec: AudioCodec,
    readonly metadata: AudioTrackMetadata,
    private readonly config: AudioDecoderConfig,
    /** When the first picture is shown, from which on a result counts. */
    private readonly from: number,
  ) {
    this.source = new EncodedAudioPacketSource(codec);
  }

  /**
   * Waits until it is known what sound there is.
   *
   * @param stream as `LiveSource.sound`; it is read to its end whatever becomes of the sound
   * @param holds whether a result can hold sound of a kind
   * @param kind what the source says that its sound is
   * @returns undefined where there is none; words where it cannot be carried
   */
  static async open(
    stream: ReadableStream<Uint8Array>,
    holds: (codec: AudioCodec) => boolean,
    kind: () => string | undefined,
  ): Promise<LiveSound | string | undefined> {
    const pump = new Pump(stream);
    const input = new Input({ source: new ReadableStreamSource(pump.copy), formats: [MPEG_TS] });
    const track = await input.getPrimaryAudioTrack().catch(() => null);
    const from = await firstPacket(await input.getPrimaryVideoTrack().catch(() => null));
    // It says what a head must say and the source did not.
    const head = await firstPacket(track);
    const [codec, config] = track ? [await track.getCodec(), await track.getDecoderConfig()] : [null, null];
    const sound =
      track && codec && config && from && head && holds(codec)
        ? new LiveSound(codec, { decoderConfig: config, primingPacket: head }, config, from.timestamp)
        : undefined;
    if (!sound) {
      pump.drop();
      const what = codec ?? kind();
      return what === undefined ? undefined : `its sound is ${what}, which cannot be carried there`;
    }
    void sound.#read(track!).finally(() => pump.drop());
    return sound;
  }

  async #read(track: InputAudioTrack): Promise<void> {
    try {
      for await (const packet of new EncodedPacketSink(track).packets()) {
        const timestamp = packet.timestamp - this.from;
        if (timestamp < 0 || packet.data.length === 0) continue;
        this.#waiting.push(packet.clone({ timestamp }));
        this.#bytes += packet.data.length;
        if (this.#bytes > MOST) {
          this.lost ??= 'its sound was too far ahead of its pictures and is left out from there on';
          return;
        }
      }
    } catch {
      // What comes after a cut through a packet is none.
    }
  }

  async until(time: number): Promise<void> {
    while (!this.#closed && this.#waiting[0] && this.#waiting[0].timestamp <= time) {
      const packet = this.#waiting.shift()!;
      this.#bytes -= packet.data.length;
      this.#last = packet.timestamp;
      await this.source.add(packet, { decoderConfig: this.config });
    }
    if (this.#closed || !Number.isFinite(time) || time - this.#last <= LATE) return;
    this.#closed = true;
    this.lost ??= `its sound stopped at ${this.#last.toFixed(1)} s and is left out from there on`;
    this.source.close();
  }
}

async function firstPacket(track: InputTrack | null): Promise<EncodedPacket | null> {
  return track && new EncodedPacketSink(track).getFirstPacket().catch(() => null);
}

/** Reads a stream to its end, so that whoever writes it is never held up, and hands on what somebody still wants. */
class Pump {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly copy = new ReadableStream<Uint8Array>({
    start: (controller) => {
      this.#controller = controller;
    },
    cancel: () => this.drop(),
  });

  constructor(stream: ReadableStream<Uint8Array>) {
    void this.#run(stream.getReader());
  }

  drop(): void {
    this.#controller = undefined;
  }

  async #run(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      this.#controller?.enqueue(value);
    }
    this.#controller?.close();
  }
}
