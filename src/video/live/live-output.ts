import {
  type AudioCodec,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  type OutputFormat,
  WebMOutputFormat,
} from 'mediabunny';
import type { VideoCodecName } from '../../platform/video-port.js';
import type { Correction } from '../containers.js';
import { CODECS } from '../encoder-settings.js';
import { withoutDates } from '../movie-dates.js';
import type { Container } from '../video.js';

/** What a live source is written as: a file, a pipe, or what streams on their way are made of. */
export type LiveKind = Container | 'pipe' | 'flv' | 'rtsp' | 'mpegts';

/** How it is written. */
export interface LiveOutput {
  readonly format: OutputFormat;
  readonly corrections: readonly Correction[];
  /** Codecs that it holds, the best first. */
  readonly codecs: readonly VideoCodecName[];
  readonly holds: (codec: AudioCodec) => boolean;
}

/** What each kind of stream holds; what carries it there makes it of Matroska. */
const STREAMS: Readonly<Record<'flv' | 'rtsp' | 'mpegts', readonly [VideoCodecName[], AudioCodec[]]>> = {
  flv: [['avc'], ['aac', 'mp3']],
  rtsp: [['avc'], ['aac', 'opus', 'mp3', 'ulaw', 'alaw']],
  mpegts: [
    ['avc', 'hevc'],
    ['aac', 'mp3', 'ac3', 'eac3', 'opus'],
  ],
};

/** Files are written so that what is there can be played at any moment, however they end. */
export function liveOutput(kind: LiveKind): LiveOutput {
  const corrections: Correction[] = [];
  const movie = {
    fastStart: 'fragmented' as const,
    onMoov: (data: Uint8Array, position: number) => void corrections.push({ data: withoutDates(data), position }),
  };
  const file = (format: OutputFormat, codecs: readonly VideoCodecName[]): LiveOutput => {
    const sounds = format.getSupportedAudioCodecs();
    return { format, corrections, codecs, holds: (codec) => sounds.includes(codec) };
  };
  switch (kind) {
    case 'mp4':
      return file(new Mp4OutputFormat(movie), CODECS.mp4);
    case 'mov':
      return file(new MovOutputFormat(movie), CODECS.mov);
    case 'mkv':
      return file(new MkvOutputFormat(), CODECS.mkv);
    case 'webm':
      return file(new WebMOutputFormat(), CODECS.webm);
    case 'pipe':
      return file(new MkvOutputFormat({ appendOnly: true }), CODECS.mkv);
    default: {
      const [codecs, sounds] = STREAMS[kind];
      const format = new MkvOutputFormat({ appendOnly: true, minimumClusterDuration: 0.1 });
      return { format, corrections, codecs, holds: (codec) => sounds.includes(codec) };
    }
  }
}
