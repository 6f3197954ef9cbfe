import type { PixelFormat } from '../image/pixel-format.js';

/** Codecs by mediabunny's names, which WebCodecs' registry has, too. */
export const VIDEO_CODECS = ['avc', 'hevc', 'vp8', 'vp9', 'av1'] as const;
export type VideoCodecName = (typeof VIDEO_CODECS)[number];

/** How a video of another container becomes one that is read: AVI does not say when its pictures are shown, so that it is to be coded again. */
export const TO_MATROSKA = 'ffmpeg -i IN -c copy OUT.mkv; of AVI ffmpeg -i IN -c:v libx264 -crf 14 -c:a copy OUT.mkv';

/** What the samples mean, in the words of WebCodecs' `VideoColorSpace`; what is absent is not said. */
export interface VideoColor {
  readonly primaries?: string;
  readonly transfer?: string;
  readonly matrix?: string;
  readonly fullRange?: boolean;
}

/** One plane of a decoded picture. */
export interface Plane {
  /** Of 8 bits a byte a sample, of more two, the value in the lower bits. */
  readonly data: Uint8Array | Uint16Array;
  /** Samples from the start of a row to the start of the next. */
  readonly stride: number;
}

/** Progressive, or two fields in turn of which the one with the upper row, or the lower, comes first. */
export type Scan = 'progressive' | 'upper first' | 'lower first';

/**
 * A decoded picture, in planes as the codec gave them and not yet turned upright. It is its taker's own, who may change the
 * planes in place, until `close`.
 */
export interface VideoFrame {
  readonly format: PixelFormat;
  /** What is to be seen, in pixels: what codecs code beyond is cut off. */
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Plane[];
  /** When it is shown, in seconds: exactly the number that its packet had. */
  readonly timestamp: number;
  readonly color: VideoColor;
  readonly scan: Scan;
  /** Lets its memory go; more than once does no harm. */
  close(): void;
}

/** A picture as a codec wrote it. */
export interface VideoPacket {
  readonly data: Uint8Array;
  /** Whether it can be decoded without others before it. */
  readonly key: boolean;
  /** When its picture is shown, in seconds; packets come in the order of decoding. */
  readonly timestamp: number;
  /** How long, in seconds. */
  readonly duration: number;
}

/** What a decoder must know before the first packet; WebCodecs' `VideoDecoderConfig` in plain values. */
export interface VideoStream {
  readonly codec: VideoCodecName;
  /** As in `avc1.640028`. */
  readonly parameters: string;
  /** The codec's own head (avcC, hvcC, av1C); of a stream that carries it in its packets, absent. */
  readonly description?: Uint8Array;
  /** Size of the coded picture as the container says it, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly color: VideoColor;
}

/** Brightness of the display that an HDR film was made on, and of the film itself: SMPTE ST 2086 and CTA-861.3. */
export interface MasteringDisplay {
  /** CIE 1931 x and y of green, blue, red and white, in 50,000ths; luminance, most and least, in 10,000ths of cd/m². */
  readonly display?: { readonly primaries: readonly number[]; readonly luminance: readonly [number, number] };
  /** MaxCLL and MaxFALL in cd/m². */
  readonly content?: readonly [number, number];
}

/** How pictures are to be coded. */
export interface EncoderSettings {
  readonly codec: VideoCodecName;
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  readonly color: VideoColor;
  readonly scan: Scan;
  /** Width of a pixel over its height, as a fraction. */
  readonly pixelAspect: { readonly num: number; readonly den: number };
  /** Frames a second, about: what rates are reckoned by. Frames keep their own times whatever it says. */
  readonly frameRate: number;
  /** 0 (worst) to 100 (nothing lost that can be seen). */
  readonly quality: number;
  /** Bits a second that are not exceeded for long; absent, quality alone decides. */
  readonly bitrate?: number;
  /** Most frames from one that can be decoded by itself to the next. */
  readonly keyEvery: number;
  readonly mastering?: MasteringDisplay;
  /** Pictures come at their own pace: coding keeps up rather than making files small. */
  readonly live?: true;
}

/** Pictures of more pixels are so large that memory counts for more than time. */
const LARGE = 1920 * 1088;

export function isLarge({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width * height > LARGE;
}

/** What an encoder gives: packets in the order of decoding, with what a decoder must know of them. */
export interface EncodedPicture extends VideoPacket {
  readonly stream: VideoStream;
}

/** A picture of a live source, with what a file would say in its head. */
export interface LiveFrame extends VideoFrame {
  readonly pixelAspect: { readonly num: number; readonly den: number };
  /** Pictures a second; undefined where it is not known. */
  readonly frameRate: number | undefined;
}

/** A camera, or a stream: pictures come when they come. */
export interface LiveSource {
  /** What errors call it. */
  readonly name: string;
  /** What to look after where it shows nothing, in words. */
  readonly check: string;
  /** In the order in which they are shown; they end where the source does, however it ends. */
  readonly frames: AsyncIterable<LiveFrame>;
  /** An MPEG-TS with the source's pictures and its sound, if it has any; undefined where it never has. It must be read. */
  readonly sound: ReadableStream<Uint8Array> | undefined;
  /** What it says that its sound is, as in `pcm_alaw`; undefined where it says nothing of any. */
  soundKind(): string | undefined;
  /** Ends it: what is on its way may still come. */
  stop(): void;
  /** Once it has ended: why, in words, where neither the source nor `stop` meant it. */
  ended(): Promise<string | undefined>;
}

/**
 * Codecs of a machine: those inside node-av, the user's own ffmpeg, a browser's. Both ways are streams with room for a few
 * pictures: nothing is read before it is asked for. Leaving a stream early (`return`) frees what it holds.
 */
export interface VideoCodecs {
  readonly name: 'node-av' | 'ffmpeg' | 'webcodecs';
  /**
   * Decodes packets to pictures in the order in which they are shown, one for each packet.
   *
   * @throws InputError that begins with `name` where the codec or the format of pixels is not supported, or a packet is damaged
   */
  decode(stream: VideoStream, packets: AsyncIterable<VideoPacket>, name: string): AsyncIterable<VideoFrame>;
  /** Why pictures cannot be coded so, as in "no encoder for AV1"; undefined where they can. */
  refusal(settings: EncoderSettings): Promise<string | undefined>;
  /**
   * Codes pictures, which it closes. Packets have the times of the pictures.
   *
   * @throws InputError that begins with `name` where that fails
   */
  encode(settings: EncoderSettings, frames: AsyncIterable<VideoFrame>, name: string): AsyncIterable<EncodedPicture>;
}
