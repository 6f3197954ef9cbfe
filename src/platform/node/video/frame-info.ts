import type { PixelFormat } from '../../../image/pixel-format.js';
import type { Scan, VideoColor } from '../../../platform/video-port.js';
import { formatNamed } from './pixel-formats.js';

/** What ffmpeg's filter `showinfo` says of a picture before it gives the picture itself. */
export interface FrameInfo {
  /** Seconds. */
  readonly time: number;
  /** FFmpeg's name of the format, and the format where it is read. */
  readonly pixels: string;
  readonly format: PixelFormat | undefined;
  readonly width: number;
  readonly height: number;
  readonly scan: Scan;
  readonly color: VideoColor;
}

const FRAME = /n: *\d+ pts: *-?\d+ pts_time: *(-?[\d.]+).* fmt: *(\S+) sar:\S+ s:(\d+)x(\d+) i:(.) /;
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

  /** Takes a line; returns what is known of a picture once it is all known. */
  add(line: string): FrameInfo | undefined {
    const frame = FRAME.exec(line);
    if (frame) {
      const [, time, pixels, width, height, scan] = frame as unknown as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const known = formatNamed(pixels);
      this.#full = known?.fullRange ?? false;
      this.#frame = {
        ...{ time: Number(time), pixels, format: known?.format, width: Number(width), height: Number(height) },
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
