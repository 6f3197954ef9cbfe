import { PIXEL_FORMATS, type PixelFormat, planeSizes } from '../../../image/pixel-format.js';
import type { VideoFrame as PlanarFrame, Plane, VideoColor, VideoStream } from '../../video-port.js';
import { notHere } from './refusals.js';

const isKnown = (format: string | null): format is PixelFormat => format !== null && format in PIXEL_FORMATS;

/**
 * The planes of a browser's frame, copied; the frame is closed.
 *
 * @param timestamp in seconds, as the packet had it
 * @throws InputError that begins with `name` where the browser keeps its pixels, or has them in a format that is not read
 */
export async function planarFrame(
  frame: VideoFrame,
  timestamp: number,
  stream: VideoStream,
  name: string,
): Promise<PlanarFrame> {
  try {
    const { format, visibleRect } = frame;
    if (!isKnown(format) || !visibleRect) {
      throw notHere(name, `this browser gives its pixels ${format === null ? 'to nobody' : `as ${format}`}`);
    }
    const { width, height } = visibleRect;
    const data = new Uint8Array(frame.allocationSize());
    const layouts = await frame.copyTo(data);
    const wide = PIXEL_FORMATS[format].bits > 8;
    const planes = layouts.map(({ offset, stride }, index): Plane => {
      const end = layouts[index + 1]?.offset ?? data.length;
      if (!wide) return { data: data.subarray(offset, end), stride };
      return { data: new Uint16Array(data.buffer, offset, (end - offset) >> 1), stride: stride >> 1 };
    });
    const color = { ...colorOf(frame.colorSpace), ...stream.color };
    // Browsers decode both fields as one picture, and do not say so.
    return { format, width, height, planes, timestamp, color, scan: 'progressive', close: () => {} };
  } finally {
    frame.close();
  }
}

function colorOf({ primaries, transfer, matrix, fullRange }: VideoColorSpace): VideoColor {
  return {
    ...(primaries && { primaries }),
    ...(transfer && { transfer }),
    ...(matrix && { matrix }),
    ...(fullRange !== null && { fullRange }),
  };
}

/** A browser's frame of these planes. The caller closes it. */
export function browserFrame(frame: PlanarFrame, timestamp: number): VideoFrame {
  const { format, width, height, planes, color } = frame;
  const bytes = PIXEL_FORMATS[format].bits > 8 ? 2 : 1;
  const sizes = planeSizes(format, width, height);
  const data = new Uint8Array(bytes * sizes.reduce((sum, size) => sum + size.width * size.height, 0));
  const layout: PlaneLayout[] = [];
  let offset = 0;
  for (const [index, size] of sizes.entries()) {
    const { data: samples, stride } = planes[index]!;
    const from = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const row = bytes * size.width;
    layout.push({ offset, stride: row });
    for (let y = 0; y < size.height; y++, offset += row) {
      data.set(from.subarray(bytes * y * stride, bytes * y * stride + row), offset);
    }
  }
  return new VideoFrame(data, {
    // TypeScript's list of formats ends at 8 bits.
    ...{ format: format as VideoPixelFormat, codedWidth: width, codedHeight: height, timestamp, layout },
    colorSpace: colorSpaceOf(color),
  });
}

/** As browsers take it: what they do not know is an error there, and is what was decoded all the same. */
export function colorSpaceOf({ primaries, transfer, matrix, fullRange }: VideoColor): VideoColorSpaceInit {
  const known = (names: readonly string[], name: string | undefined) => (name && names.includes(name) ? name : null);
  return {
    primaries: known(PRIMARIES, primaries) as VideoColorPrimaries | null,
    transfer: known(TRANSFERS, transfer) as VideoTransferCharacteristics | null,
    matrix: known(MATRICES, matrix) as VideoMatrixCoefficients | null,
    fullRange: fullRange ?? null,
  };
}

/** Source: WebCodecs, sections 9.9.1 to 9.9.3. */
const PRIMARIES = ['bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432'];
const TRANSFERS = ['bt709', 'smpte170m', 'iec61966-2-1', 'linear', 'pq', 'hlg'];
const MATRICES = ['bt709', 'bt470bg', 'smpte170m', 'bt2020-ncl'];
