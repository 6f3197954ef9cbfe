import { cpus } from 'node:os';
import {
  type EncoderSettings,
  isLarge,
  type MasteringDisplay,
  type VideoCodecName,
} from '../../../platform/video-port.js';
import { pointsOf } from './color-points.js';

/** The encoders of FFmpeg that are used, the best first. */
export const ENCODERS: Readonly<Record<VideoCodecName, readonly string[]>> = {
  avc: ['libx264'],
  hevc: ['libx265'],
  vp8: ['libvpx'],
  vp9: ['libvpx-vp9'],
  av1: ['libsvtav1', 'libaom-av1'],
};

/** Seconds that the rate may be exceeded for: scenes differ. */
const BUFFER = 4;

/** Pictures are coded as fast as they come, and in the order in which they are shown: not all that takes streams knows another. */
const AT_ONCE = { preset: 'veryfast', bf: '0' };

/** Options of FFmpeg's encoder, as its command and its library take them alike. */
export function encoderOptions(encoder: string, settings: EncoderSettings): Record<string, string> {
  const { color, bitrate, keyEvery, scan } = settings;
  const { primaries, transfer, matrix } = pointsOf(color);
  const interlaced = scan !== 'progressive' && encoder === 'libx264';
  return {
    g: String(keyEvery),
    color_primaries: String(primaries),
    color_trc: String(transfer),
    colorspace: String(matrix),
    ...(color.fullRange !== undefined && { color_range: color.fullRange ? 'pc' : 'tv' }),
    ...(bitrate !== undefined &&
      !encoder.startsWith('libvpx') &&
      encoder !== 'libaom-av1' && {
        maxrate: String(Math.round(bitrate)),
        bufsize: String(Math.round(bitrate * BUFFER)),
      }),
    ...(interlaced && { flags: '+ilme+ildct' }),
    ...own(encoder, settings),
  };
}

/** So many large pictures wait in the encoder for those that come: forty of 3840 × 2160 take 800 MiB more than five. */
const AHEAD = '5';

function own(encoder: string, settings: EncoderSettings): Record<string, string> {
  const { quality, bitrate, mastering, live, width, height } = settings;
  const large = isLarge({ width, height }) && !live;
  const threads = String(cpus().length);
  switch (encoder) {
    case 'libx264':
      return {
        ...(live ? AT_ONCE : { preset: 'medium' }),
        ...(large && { 'rc-lookahead': AHEAD }),
        crf: String(scale(quality, 51, 10)),
        threads,
      };
    case 'libx265': {
      const display = mastering ? masteringOptions(mastering) : [];
      const params = [
        'log-level=none',
        `pools=${threads}`,
        'repeat-headers=0',
        ...(large ? [`rc-lookahead=${AHEAD}`] : []),
        ...display,
      ];
      return {
        preset: live ? 'ultrafast' : 'medium',
        crf: String(scale(quality, 51, 12)),
        'x265-params': params.join(':'),
      };
    }
    case 'libsvtav1':
      return { preset: live ? '10' : '8', crf: String(scale(quality, 63, 14)) };
    case 'libaom-av1':
      return {
        'cpu-used': live ? '8' : '6',
        'row-mt': '1',
        crf: String(scale(quality, 63, 14)),
        threads,
        b: capped(bitrate),
      };
    case 'libvpx':
      // Pictures that are never shown would be packets of their own.
      return {
        'auto-alt-ref': '0',
        ...vpx(live),
        crf: String(scale(quality, 63, 6)),
        threads,
        b: String(bitrate ?? 50e6),
      };
    default:
      return { ...vpx(live), 'row-mt': '1', crf: String(scale(quality, 63, 14)), threads, b: capped(bitrate) };
  }
}

/** How much time libvpx takes. */
function vpx(live: true | undefined): Record<string, string> {
  return live ? { deadline: 'realtime', 'cpu-used': '7' } : { 'cpu-used': '4' };
}

/** The rate that libvpx and libaom keep below with constant quality; 0 is none. */
function capped(bitrate: number | undefined): string {
  return String(Math.round(bitrate ?? 0));
}

/** From `worst` at quality 0 to `best` at 100. */
function scale(quality: number, worst: number, best: number): number {
  return Math.round(worst + (quality / 100) * (best - worst));
}

function masteringOptions({ display, content }: MasteringDisplay): string[] {
  const options: string[] = [];
  if (display) {
    const [gx, gy, bx, by, rx, ry, wx, wy] = display.primaries;
    const [most, least] = display.luminance;
    options.push(`master-display=G(${gx},${gy})B(${bx},${by})R(${rx},${ry})WP(${wx},${wy})L(${most},${least})`);
  }
  if (content) options.push(`max-cll=${content[0]},${content[1]}`);
  return options;
}
