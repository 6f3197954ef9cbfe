import {
  type AudioTrackMetadata,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  type InputAudioTrack,
} from 'mediabunny';
import { InputError } from '../errors/errors.js';
import { packetsOf } from './packets.js';
import type { Sound } from './write-video.js';

/** A track of sound that is copied, packet by packet, as far as the pictures are. */
export class AudioCopy implements Sound {
  #next: EncodedPacket | undefined;

  private constructor(
    readonly source: EncodedAudioPacketSource,
    /** What is kept of what the track says: its language, and what it is for. */
    readonly metadata: AudioTrackMetadata,
    private readonly packets: AsyncGenerator<EncodedPacket>,
    private readonly config: AudioDecoderConfig,
  ) {}

  /** @throws InputError that begins with `name` where the sound is of a kind that cannot be copied */
  static async open(track: InputAudioTrack, name: string): Promise<AudioCopy> {
    const [codec, config] = [await track.getCodec(), await track.getDecoderConfig()];
    if (!codec || !config) throw new InputError(`${name}: its sound is of a kind that cannot be copied. Convert it.`);
    const primingPacket = await new EncodedPacketSink(track).getFirstPacket();
    const { packetCount } = await track.computePacketStats();
    const metadata: AudioTrackMetadata = {
      languageCode: await track.getLanguageCode(),
      disposition: await track.getDisposition(),
      maximumPacketCount: packetCount,
      decoderConfig: config,
      // Of some kinds (AC-3) only packets say what a head must say.
      ...(primingPacket && { primingPacket }),
    };
    return new AudioCopy(
      new EncodedAudioPacketSource(codec),
      metadata,
      packetsOf(track, name, { count: packetCount }),
      config,
    );
  }

  /** Copies what is heard up to then, in seconds. */
  async until(time: number): Promise<void> {
    for (;;) {
      this.#next ??= (await this.packets.next()).value ?? undefined;
      if (!this.#next || this.#next.timestamp > time) return;
      await this.source.add(this.#next, { decoderConfig: this.config });
      this.#next = undefined;
    }
  }
}
