import { PIXEL_FORMATS } from '../../../image/pixel-format.js';
import type { EncoderSettings } from '../../video-port.js';
import { nameOfCodec } from './refusals.js';

/** How a browser is to code pictures. */
export interface EncoderChoice {
  readonly config: VideoEncoderConfig;
  /** Of each picture, where the encoder takes one: 0 (nothing lost) to 63. Else the rate decides. */
  readonly quantizer?: number | undefined;
}

/**
 * How this browser codes such pictures; why it cannot, in words, where it cannot.
 */
export async function encoderChoice(settings: EncoderSettings): Promise<EncoderChoice | string> {
  if (typeof VideoEncoder === 'undefined') return 'this browser codes no videos';
  const { codec, format } = settings;
  const { bits, across, down } = PIXEL_FORMATS[format];
  for (const parameters of parametersOf(settings)) {
    for (const choice of choices(settings, parameters)) {
      const { supported } = await VideoEncoder.isConfigSupported(choice.config).catch(() => ({ supported: false }));
      if (supported) return choice;
    }
  }
  const colours = across === 2 ? (down === 2 ? '4:2:0' : '4:2:2') : '4:4:4';
  return `this browser has no encoder for ${nameOfCodec(codec)} of ${settings.width} × ${settings.height} pixels, ${bits} bits and ${colours}`;
}

/** Constant quality where the encoder has it. */
function choices(settings: EncoderSettings, codec: string): EncoderChoice[] {
  const { width, height, frameRate, pixelAspect, quality } = settings;
  const shared: VideoEncoderConfig = {
    ...{ codec, width, height, framerate: frameRate, latencyMode: 'quality' as const },
    displayWidth: Math.max(1, Math.round((width * pixelAspect.num) / pixelAspect.den)),
    displayHeight: height,
    ...(settings.codec === 'avc' && { avc: { format: 'avc' as const } }),
    ...(settings.codec === 'hevc' && { hevc: { format: 'hevc' as const } }),
  };
  const quantizer = { config: { ...shared, bitrateMode: 'quantizer' as const }, quantizer: quantizerOf(quality) };
  const rate = { config: { ...shared, bitrateMode: 'variable' as const, bitrate: rateOf(settings) } };
  return settings.codec === 'vp9' || settings.codec === 'av1' ? [quantizer, rate] : [rate];
}

/** As `libvpx-vp9` and `libaom-av1` take it: from 63 at quality 0 to 14 at 100. */
function quantizerOf(quality: number): number {
  return Math.round(63 - (quality / 100) * (63 - 14));
}

/** Bits a pixel at which quality 100 loses nothing that is seen; each 25 less halves them. */
const FINEST = 2.5;

/** Browsers' encoders, made for calls, take about so many times the bits of those that limits are reckoned for. */
const WASTE = 2;

/** Browsers' encoders of H.264 keep to a rate: that which is allowed, and where none is given what the quality needs. */
function rateOf({ width, height, frameRate, quality, bitrate }: EncoderSettings): number {
  const needed = FINEST * 2 ** ((quality - 100) / 25) * width * height * Math.max(frameRate, 1);
  return Math.round(Math.max(100_000, bitrate === undefined ? needed : WASTE * bitrate));
}

/** H.264's levels by macroblocks a picture and a second. Source: ITU-T H.264, table A-1. */
const AVC_LEVELS = [
  ['1e', 1620, 40_500],
  ['1f', 3600, 108_000],
  ['28', 8192, 245_760],
  ['2a', 8704, 522_240],
  ['32', 22_080, 589_824],
  ['33', 36_864, 983_040],
  ['34', 36_864, 2_073_600],
  ['3c', 139_264, 4_177_920],
  ['3e', 139_264, 16_711_680],
] as const;

/** VP9's and AV1's levels by samples a picture and a second. Sources: VP9 levels of WebM; AV1, annex A. */
const VP9_LEVELS = [
  ['20', 122_880, 3_686_400],
  ['30', 552_960, 20_736_000],
  ['40', 2_228_224, 83_558_400],
  ['41', 2_228_224, 160_432_128],
  ['51', 8_912_896, 588_251_136],
  ['62', 35_651_584, 4_706_009_088],
] as const;

const AV1_LEVELS = [
  ['01', 278_784, 10_454_400],
  ['04', 665_856, 24_969_600],
  ['08', 2_359_296, 77_856_768],
  ['09', 2_359_296, 155_713_536],
  ['13', 8_912_896, 534_773_760],
  ['18', 35_651_584, 4_379_443_200],
] as const;

/** Names of the codec with a profile and a level that hold such pictures, the best first. */
function parametersOf({ codec, format, width, height, frameRate }: EncoderSettings): string[] {
  const { bits, across, down } = PIXEL_FORMATS[format];
  const isUsual = across === 2 && down === 2;
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16);
  const depth = String(bits).padStart(2, '0');
  switch (codec) {
    case 'avc': {
      if (bits > 8 || !isUsual) return [];
      const level = levelFor(AVC_LEVELS, blocks, blocks * frameRate);
      return ['6400', '4d00', '42e0'].map((profile) => `avc1.${profile}${level}`);
    }
    case 'hevc':
      return isUsual && bits <= 10 ? [bits === 8 ? 'hvc1.1.6.L153.B0' : 'hvc1.2.4.L153.B0'] : [];
    case 'vp8':
      return bits === 8 && isUsual ? ['vp8'] : [];
    case 'vp9': {
      const profile = (isUsual ? 0 : 1) + (bits > 8 ? 2 : 0);
      return [`vp09.0${profile}.${levelFor(VP9_LEVELS, width * height, width * height * frameRate)}.${depth}`];
    }
    case 'av1': {
      const profile = isUsual ? 0 : across === 1 ? 1 : 2;
      return [`av01.${profile}.${levelFor(AV1_LEVELS, width * height, width * height * frameRate)}M.${depth}`];
    }
  }
}

/** The lowest level that holds pictures of this size and rate; the highest where none does. */
function levelFor(levels: readonly (readonly [string, number, number])[], size: number, rate: number): string {
  return (levels.find(([, mostSize, mostRate]) => size <= mostSize && rate <= mostRate) ?? levels.at(-1)!)[0];
}
