import type { Image } from '../image/image.js';
import { BEYOND_END, kernels, room, type Worths } from '../image/kernels.js';
import { PIXEL_FORMATS, type PlaneLayout } from '../image/pixel-format.js';
import type { Plane, VideoFrame } from '../platform/video-port.js';
import { type Orientation, placesOf, uprightSize } from './orientation.js';
import { colorsOf } from './plane-colors.js';
import { tonesOf } from './tones.js';

const DECODED: Orientation = { rotation: 0, flip: false };

/** Colours are reckoned in whole numbers of this part of one of 255: what is rounded away is less than a picture can say. */
const FINE = 20;
const ONE = 2 ** FINE;

/** Colours may lie this far below 0, and as far above 255, before they are cut off: no sample of any format goes farther. */
const BELOW = 640;

/**
 * A frame's picture in 8-bit RGB as a detector takes it, upright. HDR is brought into the range of usual pictures roughly:
 * faces are to look as they do in the photos that the detector learnt from.
 *
 * @param orientation how it is turned; as it is by default
 * @param memory for the picture, of `width · height · 3` bytes: what it held is overwritten. Its own by default
 */
export function toImage(frame: VideoFrame, orientation: Orientation = DECODED, memory?: Uint8Array): Image {
  const { width, height, planes, format } = frame;
  const { across, down, interleaved }: PlaneLayout = PIXEL_FORMATS[format];
  const size = uprightSize(width, height, orientation);
  const data = memory?.length === width * height * 3 ? memory : new Uint8Array(width * height * 3);
  const tables = tablesOf(frame);
  if (tables.worths && isUpright(orientation)) {
    paintRows(frame, tables.worths, data);
    return { ...size, data };
  }
  const { light, redOfV, greenOfV, greenOfU, blueOfU, bytes } = tables;
  const [luma, first, second] = [planes[0]!, planes[1]!, planes[2] ?? planes[1]!];
  const [ys, us, vs] = [luma.data, first.data, second.data];
  const step = interleaved ? 2 : 1;
  const offset = interleaved ? 1 : 0;
  const places = placesOf(width, height, orientation);
  const [start, right, below] = [3 * places.first, 3 * places.right, 3 * places.below];
  for (let y = 0; y < height; y++) {
    let at = y * luma.stride;
    const end = at + width;
    let colour = (down === 2 ? y >> 1 : y) * first.stride;
    let to = start + y * below;
    for (; at < end; colour += step) {
      const [u, v] = [us[colour]!, vs[colour + offset]!];
      const red = redOfV[v]!;
      const green = greenOfV[v]! + greenOfU[u]!;
      const blue = blueOfU[u]!;
      // One or two pixels have this colour.
      const last = Math.min(at + across, end);
      for (; at < last; at++, to += right) {
        const brightness = light[ys[at]!]!;
        data[to] = bytes[(brightness + red) >> FINE]!;
        data[to + 1] = bytes[(brightness - green) >> FINE]!;
        data[to + 2] = bytes[(brightness + blue) >> FINE]!;
      }
    }
  }
  return { ...size, data };
}

function isUpright({ rotation, flip }: Orientation): boolean {
  return rotation === 0 && !flip;
}

/** The same, a row at once, of samples of 8 bits of which two beside each other share their colour. */
function paintRows({ width, height, planes, format }: VideoFrame, worths: Worths, data: Uint8Array): void {
  const { down }: PlaneLayout = PIXEL_FORMATS[format];
  const [luma, ...colours] = planes as [Plane, Plane, Plane];
  const shared = Math.ceil(width / 2);
  const first = width + BEYOND_END;
  const second = first + shared + BEYOND_END;
  const to = second + shared + BEYOND_END;
  const bytes = room(to + 3 * width + BEYOND_END);
  for (let y = 0, at = 0; y < height; y++, at += 3 * width) {
    bytes.set(luma.data.subarray(y * luma.stride, y * luma.stride + width));
    for (const [plane, { data, stride }] of colours.entries()) {
      const row = (down === 2 ? y >> 1 : y) * stride;
      bytes.set(data.subarray(row, row + shared), plane === 0 ? first : second);
    }
    kernels().colours(0, first, second, to, width, ...worths);
    data.set(bytes.subarray(to, to + 3 * width), at);
  }
}

/** What samples add to colours, in parts of `ONE`, and the byte of each colour from −`BELOW` on. */
interface Tables {
  readonly light: Int32Array;
  readonly redOfV: Int32Array;
  readonly greenOfV: Int32Array;
  readonly greenOfU: Int32Array;
  readonly blueOfU: Int32Array;
  readonly bytes: Uint8Array;
  /** The same of samples of 8 bits of which two beside each other share their colour, where no tones are brought into range. */
  readonly worths?: Worths;
}

const TABLES = new Map<string, Tables>();

function tablesOf(frame: VideoFrame): Tables {
  const { red, blue, black, white, grey, reach } = colorsOf(frame);
  const { transfer } = frame.color;
  const key = [frame.format, red, blue, black, white, transfer].join(' ');
  const known = TABLES.get(key);
  if (known) return known;
  const green = 1 - red - blue;
  const [toRed, toBlue] = [(255 * (1 - red)) / reach, (255 * (1 - blue)) / reach];
  const { bits, across, interleaved }: PlaneLayout = PIXEL_FORMATS[frame.format];
  const fine = (value: number) => Math.round(value * ONE);
  // Each is a factor of the sample and a constant; of 8 bits in whole numbers, as the kernel reckons.
  const light = lineOf(255 / (white - black), BELOW + 0.5 - (255 * black) / (white - black));
  const [redOfV, blueOfU] = [lineOf(toRed, -toRed * grey), lineOf(toBlue, -toBlue * grey)];
  const [fromRed, fromBlue] = [(toRed * red) / green, (toBlue * blue) / green];
  const [greenOfV, greenOfU] = [lineOf(fromRed, -fromRed * grey), lineOf(fromBlue, -fromBlue * grey)];
  function lineOf(factor: number, constant: number) {
    const [slope, from] = [fine(factor), fine(constant)];
    const table = Int32Array.from({ length: 2 ** bits }, (_, sample) =>
      bits === 8 ? slope * sample + from : fine(factor * sample + constant),
    );
    return { slope, from, table };
  }
  const tones = tonesOf(transfer);
  const tables: Tables = {
    ...{ light: light.table, redOfV: redOfV.table, greenOfV: greenOfV.table },
    ...{ greenOfU: greenOfU.table, blueOfU: blueOfU.table },
    bytes: Uint8Array.from({ length: 2 * BELOW + 256 }, (_, index) => {
      const value = Math.min(255, Math.max(0, index - BELOW));
      return tones ? tones[value]! : value;
    }),
    ...(bits === 8 &&
      across === 2 &&
      !interleaved &&
      !tones && {
        worths: [
          ...[light.slope, light.from, redOfV.slope, redOfV.from],
          ...[greenOfV.slope, greenOfU.slope, greenOfV.from + greenOfU.from, blueOfU.slope, blueOfU.from],
        ] as const as Worths,
      }),
  };
  TABLES.set(key, tables);
  return tables;
}
