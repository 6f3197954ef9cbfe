import { InputError } from '../errors/errors.js';
import type { EncoderSettings, VideoCodecName, VideoCodecs, VideoFrame } from '../platform/video-port.js';
import { masteringOf } from './mastering.js';
import { VIDEO_DEFAULTS } from './options.js';
import type { Container, Video } from './video.js';

/** A result may have this much more bits a second than its source, so that it loses nothing that the source still had. */
const ROOM = 1.5;
/** Bits a second that are never too much: what is shorter or stiller than that needs no limit. */
const LEAST = 500_000;
/** Seconds from one picture that stands alone to the next, at most. */
const KEY_EVERY = 2;

/** What containers hold, in the order in which it is tried where the source's own codec cannot be written. */
const CODECS: Readonly<Record<Container, readonly VideoCodecName[]>> = {
  mp4: ['avc', 'hevc', 'vp9', 'av1'],
  mov: ['avc', 'hevc'],
  mkv: ['avc', 'hevc', 'vp9', 'av1', 'vp8'],
  webm: ['vp9', 'av1', 'vp8'],
};

/**
 * How a video is coded again: with the source's own codec, format, colours and fields, as finely as the source.
 *
 * @param first the first frame, which says what the container may not
 * @throws InputError where no codec can code it
 */
export async function encoderSettings(
  video: Video,
  first: VideoFrame,
  codecs: VideoCodecs,
  quality: number | undefined,
): Promise<{ settings: EncoderSettings; warnings: string[] }> {
  const { stream, frameRate, bitrate, pixelAspect, name, container } = video;
  const { format, width, height, color, scan } = first;
  const mastering = stream.codec === 'hevc' ? await masteringOf(video) : undefined;
  const common = {
    ...{ format, width, height, color, scan, pixelAspect, frameRate },
    quality: quality ?? VIDEO_DEFAULTS.quality,
    ...(quality === undefined && { bitrate: Math.max(LEAST, ROOM * bitrate) }),
    keyEvery: Math.max(1, Math.round(KEY_EVERY * frameRate)),
    ...(mastering && { mastering }),
  };
  const reasons: string[] = [];
  for (const codec of [stream.codec, ...CODECS[container].filter((other) => other !== stream.codec)]) {
    const settings: EncoderSettings = { codec, ...common };
    const refusal = await codecs.refusal(settings);
    if (refusal === undefined) {
      const warnings = [...warningsOf(settings, video)];
      if (codec !== stream.codec)
        warnings.push(`${name}: is written as ${codec} instead of ${stream.codec}, because of ${reasons[0]}.`);
      return { settings, warnings };
    }
    reasons.push(refusal);
  }
  throw new InputError(
    `${name}: cannot be coded again: ${reasons.join('; ')}. Install another codec, or convert the video.`,
  );
}

function* warningsOf({ scan, codec }: EncoderSettings, { name, leftOut }: Video): Generator<string> {
  if (scan !== 'progressive' && codec !== 'avc')
    yield `${name}: is interlaced, which ${codec} is written without: players may show combs.`;
  for (const what of leftOut) yield `${name}: has ${what}, which the result has not.`;
}
