import { PIXEL_FORMATS } from '../image/pixel-format.js';
import type { VideoColor, VideoFrame } from '../platform/video-port.js';

/** Shares of red and blue in brightness: ITU-R BT.601, BT.709, BT.2020, and SMPTE 240M. */
const SHARES: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  fcc: [0.3, 0.11],
  bt709: [0.2126, 0.0722],
  smpte240m: [0.212, 0.087],
  'bt2020-ncl': [0.2627, 0.0593],
  'bt2020-cl': [0.2627, 0.0593],
};

/** Pictures of at least this height that say nothing are taken for HD's. */
const HD = 720;

/** How samples of planes and colours, 0 to 1, belong together. */
export interface PlaneColors {
  readonly red: number;
  readonly blue: number;
  /** Black and white of brightness, and what half of the range of colour is, in samples. */
  readonly black: number;
  readonly white: number;
  readonly grey: number;
  readonly reach: number;
}

/** What a frame's samples mean. */
export function colorsOf({ color, format, height }: Pick<VideoFrame, 'color' | 'format' | 'height'>): PlaneColors {
  const [red, blue] = SHARES[color.matrix ?? matrixFor(color, height)] ?? SHARES.bt709!;
  const unit = 2 ** (PIXEL_FORMATS[format].bits - 8);
  if (color.fullRange) {
    const most = 256 * unit - 1;
    return { red, blue, black: 0, white: most, grey: 128 * unit, reach: most / 2 };
  }
  return { red, blue, black: 16 * unit, white: 235 * unit, grey: 128 * unit, reach: 112 * unit };
}

function matrixFor({ primaries }: VideoColor, height: number): string {
  if (primaries === 'bt2020') return 'bt2020-ncl';
  return height >= HD ? 'bt709' : 'smpte170m';
}

/** A colour, red, green and blue from 0 to 1, as samples of the planes. */
export function samplesOf(rgb: readonly [number, number, number], colors: PlaneColors): [number, number, number] {
  const { red, blue, black, white, grey, reach } = colors;
  const y = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
  // In full range, half of a sample would lie beyond the last.
  const colour = (share: number) => Math.min(Math.round(grey + 2 * reach * share), 2 * grey - 1);
  return [
    Math.round(black + y * (white - black)),
    colour((rgb[2] - y) / (2 * (1 - blue))),
    colour((rgb[0] - y) / (2 * (1 - red))),
  ];
}
