import {
  type AudioTrackMetadata,
  type EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  type OutputFormat,
  StreamTarget,
  type StreamTargetChunk,
  TextSubtitleSource,
  type VideoTrackMetadata,
} from 'mediabunny';
import type { EncodedPicture, VideoCodecName } from '../platform/video-port.js';
import type { Correction } from './containers.js';
import { configOf } from './decoder-config.js';
import type { PixelAspect } from './pixel-aspect.js';

/** Where a result's bytes go: in whatever order, each to its place. */
export interface VideoSink {
  write(data: Uint8Array, position: number): Promise<void>;
}

/** A track of sound that is on its way to a result. */
export interface Sound {
  readonly source: EncodedAudioPacketSource;
  /** What is kept of what the track says: its language, and what it is for. */
  readonly metadata: AudioTrackMetadata;
  /** Copies what is heard up to then, in seconds. */
  until(time: number): Promise<void>;
}

/** A track of subtitles. */
export interface Subtitles {
  /** WebVTT, whole. */
  readonly text: string;
  /** ISO 639-2. */
  readonly language: string;
}

/** What is written, and how. */
export interface WriteCall {
  readonly format: OutputFormat;
  /** What is put in place once the file is whole. */
  readonly corrections: readonly Correction[];
  readonly codec: VideoCodecName;
  readonly track: VideoTrackMetadata;
  readonly pixelAspect: PixelAspect;
  readonly sound: readonly Sound[];
  readonly subtitles?: readonly Subtitles[] | undefined;
  /** Bytes that are written at once; by default, as they come. */
  readonly chunk?: number;
}

/** Writes coded pictures, and the sound that belongs to them, into a container: these and nothing else. */
export class VideoWriter {
  readonly #output: Output;
  readonly #pictures: EncodedVideoPacketSource;
  readonly #subtitles: { readonly source: TextSubtitleSource; readonly text: string }[] = [];
  #finished = false;
  written = 0;

  private constructor(
    private readonly sink: VideoSink,
    private readonly call: WriteCall,
  ) {
    const { format, codec, track, sound, subtitles = [], chunk } = call;
    const writable = new WritableStream<StreamTargetChunk>({
      write: ({ data, position }) => sink.write(data, position),
    });
    const chunked = chunk === undefined ? {} : { chunked: true, chunkSize: chunk };
    this.#output = new Output({ format, target: new StreamTarget(writable, chunked) });
    this.#pictures = new EncodedVideoPacketSource(codec);
    this.#output.addVideoTrack(this.#pictures, track);
    for (const { source, metadata } of sound) this.#output.addAudioTrack(source, metadata);
    for (const { text, language } of subtitles) {
      const source = new TextSubtitleSource('webvtt');
      this.#output.addSubtitleTrack(source, { languageCode: language, maximumPacketCount: piecesOf(text) });
      this.#subtitles.push({ source, text });
    }
  }

  static async open(sink: VideoSink, call: WriteCall): Promise<VideoWriter> {
    const writer = new VideoWriter(sink, call);
    await writer.#output.start();
    for (const { source, text } of writer.#subtitles) {
      await source.add(text);
      source.close();
    }
    return writer;
  }

  /** @param duration of the picture, in seconds */
  async add({ data, key, timestamp, stream }: EncodedPicture, duration: number): Promise<void> {
    for (const sound of this.call.sound) await sound.until(timestamp);
    const packet = new EncodedPacket(data, key ? 'key' : 'delta', timestamp, duration);
    await this.#pictures.add(packet, { decoderConfig: configOf(stream, this.call.pixelAspect) });
    this.written += 1;
  }

  /** @param last copies the sound up to then; all of it by default */
  async finish(last = Number.POSITIVE_INFINITY): Promise<void> {
    for (const sound of this.call.sound) await sound.until(last);
    await this.#output.finalize();
    this.#finished = true;
    for (const { data, position } of this.call.corrections) await this.sink.write(data, position);
  }

  /** Lets go of what is not finished. */
  async cancel(): Promise<void> {
    if (!this.#finished) await this.#output.cancel().catch(() => {});
  }
}

/** As many pieces as subtitles become at most: each begins one and ends one, and there may be nothing before the first. */
function piecesOf(text: string): number {
  return 2 * text.split('-->').length + 1;
}
