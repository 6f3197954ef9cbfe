import type { Image } from '../image/image.js';
import { PIXEL_FORMATS, type PlaneLayout } from '../image/pixel-format.js';
import type { VideoFrame } from '../platform/video-port.js';
import { colorsOf } from './plane-colors.js';

/**
 * A frame's picture in 8-bit RGB as a detector takes it, not yet upright. HDR is brought into the range of usual pictures
 * roughly: faces are to look as they do in the photos that the detector learnt from.
 */
export function toImage(frame: VideoFrame): Image {
  const { width, height, planes, format, color } = frame;
  const { across, down, interleaved }: PlaneLayout = PIXEL_FORMATS[format];
  const { red, blue, black, white, grey, reach } = colorsOf(frame);
  const green = 1 - red - blue;
  const light = 255 / (white - black);
  const [toRed, toBlue] = [(255 * (1 - red)) / reach, (255 * (1 - blue)) / reach];
  const [fromV, fromU] = [(toRed * red) / green, (toBlue * blue) / green];
  const data = new Uint8ClampedArray(width * height * 3);
  const tones = tonesOf(color.transfer);
  const [luma, first, second] = [planes[0]!, planes[1]!, planes[2] ?? planes[1]!];
  const step = interleaved ? 2 : 1;
  const offset = interleaved ? 1 : 0;
  const [shiftX, shiftY] = [across - 1, down - 1];
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = y * luma.stride;
    const colour = (y >> shiftY) * first.stride;
    for (let x = 0; x < width; x++) {
      const at = colour + (x >> shiftX) * step;
      const brightness = (luma.data[row + x]! - black) * light;
      const u = first.data[at]! - grey;
      const v = second.data[at + offset]! - grey;
      data[to] = brightness + toRed * v;
      data[to + 1] = brightness - fromV * v - fromU * u;
      data[to + 2] = brightness + toBlue * u;
      to += 3;
    }
  }
  if (tones) for (let at = 0; at < data.length; at++) data[at] = tones[data[at]!]!;
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** The brightness, in cd/m², that counts as white where HDR is brought into the usual range: ITU-R BT.2408. */
const WHITE = 203;
const TONES = new Map<string, Uint8Array>();

/** For each 8-bit value of an HDR signal the one that looks alike in sRGB; undefined where none is needed. */
function tonesOf(transfer: string | undefined): Uint8Array | undefined {
  if (transfer !== 'pq' && transfer !== 'hlg') return undefined;
  const known = TONES.get(transfer);
  if (known) return known;
  const tones = Uint8Array.from({ length: 256 }, (_, value) => {
    const light = (transfer === 'pq' ? pq(value / 255) : hlg(value / 255)) / WHITE;
    // What is brighter than white is compressed: Reinhard's curve, white staying at four fifths.
    const shown = (light * (1 + light / 16)) / (1 + light / 4);
    return Math.round(255 * Math.min(1, shown) ** (1 / 2.2));
  });
  TONES.set(transfer, tones);
  return tones;
}

/** cd/m² of a PQ signal: SMPTE ST 2084. */
function pq(signal: number): number {
  const power = signal ** (1 / 78.84375);
  return 10_000 * (Math.max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
}

/** cd/m² of an HLG signal on a display of 1,000: ITU-R BT.2100. */
function hlg(signal: number): number {
  const scene = signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return 1000 * scene ** 1.2;
}
