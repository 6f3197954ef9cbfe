import { InputError } from '../errors/errors.js';
import type { EncoderSettings, LiveFrame, VideoCodecName, VideoCodecs, VideoFrame } from '../platform/video-port.js';
import { masteringOf } from './mastering.js';
import { VIDEO_DEFAULTS } from './options.js';
import type { Container, Video } from './video.js';

/** A result may have this much more bits a second than its source, so that it loses nothing that the source still had. */
const ROOM = 1.5;
/** Bits a second that are never too much: what is shorter or stiller than that needs no limit. */
const LEAST = 500_000;
/** Seconds from one picture that stands alone to the next, at most. */
const KEY_EVERY = 2;

/** Frames a second of a source that does not say. */
const USUAL_RATE = 25;

/** What containers hold, in the order in which it is tried where the source's own codec cannot be written. */
export const CODECS: Readonly<Record<Container, readonly VideoCodecName[]>> = {
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
  const others = CODECS[container].filter((other) => other !== stream.codec);
  const { settings, reason } = await firstCodec([stream.codec, ...others], common, codecs, name);
  const warnings = [...warningsOf(settings, video)];
  if (settings.codec !== stream.codec)
    warnings.push(`${name}: is written as ${settings.codec} instead of ${stream.codec}, because of ${reason}.`);
  return { settings, warnings };
}

/**
 * How a live source is coded: as finely as the eye sees, and as fast as it comes.
 *
 * @param allowed codecs that the result can hold, the best first
 * @throws InputError where no codec can code it
 */
export async function liveSettings(
  { format, width, height, color, scan, pixelAspect, frameRate = USUAL_RATE }: LiveFrame,
  codecs: VideoCodecs,
  {
    name,
    quality = VIDEO_DEFAULTS.quality,
    allowed,
  }: { name: string; quality: number | undefined; allowed: readonly VideoCodecName[] },
): Promise<EncoderSettings> {
  const keyEvery = Math.max(1, Math.round(KEY_EVERY * frameRate));
  const common = { format, width, height, color, scan, pixelAspect, frameRate, quality, keyEvery, live: true as const };
  return (await firstCodec(allowed, common, codecs, name)).settings;
}

/** The first codec that can code so, and why the one before it cannot. */
async function firstCodec(
  wanted: readonly VideoCodecName[],
  common: Omit<EncoderSettings, 'codec'>,
  codecs: VideoCodecs,
  name: string,
): Promise<{ settings: EncoderSettings; reason: string | undefined }> {
  const reasons: string[] = [];
  for (const codec of wanted) {
    const settings: EncoderSettings = { codec, ...common };
    const refusal = await codecs.refusal(settings);
    if (refusal === undefined) return { settings, reason: reasons[0] };
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
