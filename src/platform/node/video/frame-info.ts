import type { PixelFormat } from '../../../image/pixel-format.js';
import type { Scan, VideoColor } from '../../../platform/video-port.js';
import { formatNamed } from './pixel-formats.js';

/** What ffmpeg's filter `showinfo` says of a picture before it gives the picture itself. */
export interface FrameInfo {
  /** Seconds: a whole number of the stream's own unit. */
  readonly time: number;
  /** Pictures a second; undefined where it is not known, or not constant. */
  readonly frameRate: number | undefined;
  /** Width of a pixel over its height. */
  readonly pixelAspect: { readonly num: number; readonly den: number };
  /** FFmpeg's name of the format, and the format where it is read. */
  readonly pixels: string;
  readonly format: PixelFormat | undefined;
  readonly width: number;
  readonly height: number;
  readonly scan: Scan;
  readonly color: VideoColor;
}

const FRAME = /n: *\d+ pts: *(-?\d+) pts_time:.* fmt: *(\S+) sar:(\d+)\/(\d+) s:(\d+)x(\d+) i:(.) /;
/** Said before the first picture, and where the stream changes. Times in seconds have six digits only: too few after minutes. */
const CONFIG = /config in time_base: (\d+)\/(\d+), frame_rate: (\d+)\/(\d+)/;
const COLOR = /color_range:(\S+) color_space:(\S+) color_primaries:(\S+) color_trc:(\S+)/;
/** WebCodecs' names for FFmpeg's. */
const NAMES = new Map([
  ['smpte2084', 'pq'],
  ['arib-std-b67', 'hlg'],
  ['bt2020nc', 'bt2020-ncl'],
  ['bt2020c', 'bt2020-cl'],
  ['bt470m', 'bt470m'],
]);

/** Reads what a picture's two lines say. */
export class FrameInfoReader {
  #frame: Omit<FrameInfo, 'color'> | undefined;
  #full = false;
  #unit = { num: 0, den: 1 };
  #rate: number | undefined;

  /** Takes a line; returns what is known of a picture once it is all known. */
  add(line: string): FrameInfo | undefined {
    const config = CONFIG.exec(line)?.slice(1).map(Number);
    if (config) {
      const [num, den, frames, seconds] = config as [number, number, number, number];
      this.#unit = { num, den };
      this.#rate = frames > 0 && seconds > 0 ? frames / seconds : undefined;
      return undefined;
    }
    const frame = FRAME.exec(line);
    if (frame) {
      const [pts, pixels, num, den, width, height, scan] = frame.slice(1) as [string, string, ...string[]];
      const known = formatNamed(pixels);
      this.#full = known?.fullRange ?? false;
      this.#frame = {
        ...{ time: (Number(pts) * this.#unit.num) / this.#unit.den, frameRate: this.#rate },
        ...{ pixels, format: known?.format, width: Number(width), height: Number(height) },
        // 0/1 is "not known".
        pixelAspect: Number(num) > 0 ? { num: Number(num), den: Number(den) } : { num: 1, den: 1 },
        scan: scan === 'T' ? 'upper first' : scan === 'B' ? 'lower first' : 'progressive',
      };
      return undefined;
    }
    const color = COLOR.exec(line);
    if (!color || !this.#frame) return undefined;
    const [, range, matrix, primaries, transfer] = color;
    const info = {
      ...this.#frame,
      color: {
        ...named('primaries', primaries),
        ...named('transfer', transfer),
        ...named('matrix', matrix === 'gbr' ? undefined : matrix),
        ...(range === 'pc' || this.#full ? { fullRange: true } : range === 'tv' ? { fullRange: false } : {}),
      },
    };
    this.#frame = undefined;
    return info;
  }
}

function named(what: 'primaries' | 'transfer' | 'matrix', name: string | undefined): VideoColor {
  if (name === undefined || name === 'unknown' || name === 'reserved') return {};
  return { [what]: NAMES.get(name) ?? name };
}
