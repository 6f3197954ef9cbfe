import type { VideoColor, VideoStream } from '../platform/video-port.js';

/** Names that containers know. */
const PRIMARIES = ['bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432'];
const TRANSFERS = ['bt709', 'smpte170m', 'linear', 'iec61966-2-1', 'pq', 'hlg'];
const MATRICES = ['rgb', 'bt709', 'bt470bg', 'smpte170m', 'bt2020-ncl'];

/** What a container says of coded pictures, as mediabunny takes it. */
export function configOf(
  { parameters, width, height, description, color }: VideoStream,
  pixelAspect: { readonly num: number; readonly den: number },
): VideoDecoderConfig {
  const square = pixelAspect.num === pixelAspect.den;
  return {
    ...{ codec: parameters, codedWidth: width, codedHeight: height, colorSpace: spaceOf(color) },
    ...(!square && { displayAspectWidth: width * pixelAspect.num, displayAspectHeight: height * pixelAspect.den }),
    ...(description && { description: Uint8Array.from(description) }),
  };
}

/** Said only where all of it is: the stream itself says it, too. */
function spaceOf({ primaries, transfer, matrix, fullRange }: VideoColor): VideoColorSpaceInit {
  const known =
    PRIMARIES.includes(primaries ?? '') && TRANSFERS.includes(transfer ?? '') && MATRICES.includes(matrix ?? '');
  return {
    ...(known && {
      primaries: primaries as VideoColorPrimaries,
      transfer: transfer as VideoTransferCharacteristics,
      matrix: matrix as VideoMatrixCoefficients,
    }),
    ...(fullRange !== undefined && { fullRange }),
  };
}
