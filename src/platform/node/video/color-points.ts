import type { VideoColor } from '../../../platform/video-port.js';

/** WebCodecs' names, and FFmpeg's where there are none, by their numbers in ITU-T H.273. */
const PRIMARIES = new Map([
  [1, 'bt709'],
  [4, 'bt470m'],
  [5, 'bt470bg'],
  [6, 'smpte170m'],
  [7, 'smpte240m'],
  [8, 'film'],
  [9, 'bt2020'],
  [10, 'smpte428'],
  [11, 'smpte431'],
  [12, 'smpte432'],
]);
const TRANSFERS = new Map([
  [1, 'bt709'],
  [4, 'gamma22'],
  [5, 'gamma28'],
  [6, 'smpte170m'],
  [7, 'smpte240m'],
  [8, 'linear'],
  [11, 'iec61966-2-4'],
  [13, 'iec61966-2-1'],
  [14, 'bt2020-10'],
  [15, 'bt2020-12'],
  [16, 'pq'],
  [18, 'hlg'],
]);
const MATRICES = new Map([
  [0, 'rgb'],
  [1, 'bt709'],
  [4, 'fcc'],
  [5, 'bt470bg'],
  [6, 'smpte170m'],
  [7, 'smpte240m'],
  [9, 'bt2020-ncl'],
  [10, 'bt2020-cl'],
]);

/** Numbers of H.273; 2 where nothing is said. */
export interface ColorPoints {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
}

const UNSAID = 2;

/** What the numbers say. */
export function colorNamed({ primaries, transfer, matrix }: ColorPoints): VideoColor {
  const [ofPrimaries, ofTransfer, ofMatrix] = [
    PRIMARIES.get(primaries),
    TRANSFERS.get(transfer),
    // RGB in planes is not among the formats that are read: where the number says so, nothing was said.
    matrix === 0 ? undefined : MATRICES.get(matrix),
  ];
  return {
    ...(ofPrimaries && { primaries: ofPrimaries }),
    ...(ofTransfer && { transfer: ofTransfer }),
    ...(ofMatrix && { matrix: ofMatrix }),
  };
}

/** The numbers of what is said. */
export function pointsOf({ primaries, transfer, matrix }: VideoColor): ColorPoints {
  return {
    primaries: numberOf(PRIMARIES, primaries),
    transfer: numberOf(TRANSFERS, transfer),
    matrix: numberOf(MATRICES, matrix),
  };
}

function numberOf(names: ReadonlyMap<number, string>, name: string | undefined): number {
  for (const [number, known] of names) if (known === name) return number;
  return UNSAID;
}
