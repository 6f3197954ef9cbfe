import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { cutRegionBytes, regionOf } from '../image/region.js';
import {
  cutWindow,
  DRAWING_SIDE,
  fitsWindow,
  regionInDrawing,
  sampling,
  WINDOW_SIDE,
  windowOf,
} from '../image/window.js';
import type { RegionVerifications, RegionVerifier, TinyCandidates } from './region-verifier.js';

/** What the second stage is to look at. */
export interface Candidate {
  readonly image: Image;
  readonly box: Box;
  /** Whether the image has been scaled down, so that its pixels are not the photo's; false by default. */
  readonly scaled?: boolean | undefined;
}

/** Whether a candidate is so small that a generator of native pixels draws it. */
export function isTiny({ box, scaled = false }: Candidate, context: number): boolean {
  return !scaled && fitsWindow(box, context);
}

/** What the second stage says of candidates, in their order: of tiny ones by their windows, where it draws these. */
export async function lookAt(candidates: readonly Candidate[], network: RegionVerifier): Promise<RegionVerifications> {
  const { tiny } = network;
  if (!tiny) return await verifyRegions(candidates, network);
  const places = candidates.map((_, place) => place);
  const said = await Promise.all(
    [true, false].map(async (small) => {
      const chosen = places.filter((place) => isTiny(candidates[place]!, network.context) === small);
      if (chosen.length === 0) return undefined;
      const part = chosen.map((place) => candidates[place]!);
      const answers = small ? await tiny.verify(tinyCandidates(part, network)) : await verifyRegions(part, network);
      return { chosen, answers };
    }),
  );
  const faces = new Float32Array(candidates.length);
  const boxes = new Float32Array(4 * candidates.length);
  for (const { chosen, answers } of said.filter((one) => one !== undefined)) {
    for (const [i, place] of chosen.entries()) {
      faces[place] = answers.faces[i]!;
      if (answers.boxes) boxes.set(answers.boxes.subarray(4 * i, 4 * i + 4), 4 * place);
    }
  }
  return { faces, ...(said.some((one) => one?.answers.boxes) && { boxes }) };
}

async function verifyRegions(candidates: readonly Candidate[], network: RegionVerifier): Promise<RegionVerifications> {
  const { memory } = network;
  const regions = candidateRegions(candidates, network, memory && ((length) => memory.take(length)));
  try {
    return await network.verify(regions, candidates.length);
  } finally {
    memory?.giveBack(regions);
  }
}

/**
 * The regions around candidates: `[candidates, side, side, 3]`, RGB, 0 to 255.
 *
 * @param room gives memory for so many bytes
 */
export function candidateRegions(
  candidates: readonly Candidate[],
  { side, context }: Pick<RegionVerifier, 'side' | 'context'>,
  room: (length: number) => Uint8Array = (length) => new Uint8Array(length),
): Uint8Array {
  const length = side * side * 3;
  const regions = room(candidates.length * length);
  for (const [i, { image, box }] of candidates.entries())
    cutRegionBytes(image, regionOf(box, context), side, regions.subarray(i * length, (i + 1) * length));
  return regions;
}

/** Tiny candidates as networks take them. */
export function tinyCandidates(
  candidates: readonly Candidate[],
  place: Pick<RegionVerifier, 'side' | 'context'>,
): TinyCandidates {
  const { side, context } = place;
  const count = candidates.length;
  const pixels = 3 * WINDOW_SIDE ** 2;
  const weights = side * DRAWING_SIDE;
  const windows = new Uint8Array(count * pixels);
  const [rows, columns] = [new Float32Array(count * weights), new Float32Array(count * weights)];
  for (const [i, { image, box }] of candidates.entries()) {
    cutWindow(image, box, windows.subarray(i * pixels, (i + 1) * pixels));
    const places = sampling(regionInDrawing(regionOf(box, context), windowOf(box)), DRAWING_SIDE, side);
    rows.set(places.rows, i * weights);
    columns.set(places.columns, i * weights);
  }
  return { windows, rows, columns, regions: candidateRegions(candidates, place), count };
}
