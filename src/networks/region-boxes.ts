import type { Box } from '../geometry/box.js';
import { exponential, maximum, minimum, multiply, slice, type Tensor } from '../graph/index.js';
import type { BoxTensors } from './proposal-boxes.js';

/**
 * Units of the raw numbers, those of Fast R-CNN (Girshick 2015): about the deviation of what candidates lack, so that a step of
 * training moves boxes no further than it changes scores.
 */
const CENTRE_UNIT = 0.1;
const SIZE_UNIT = 0.2;

/** Bound of the raw sizes: faces of e^±2 times the candidate. Keeps an untrained network's boxes finite. */
const LARGEST_RAW_SIZE = 2 / SIZE_UNIT;

/**
 * The face that the discriminator's box head sees in the region around a candidate. In units of the candidate's longer side,
 * the distance of the face's centre from the region's is d / 10, and its sides are e^(d / 5).
 *
 * @param raw dx, dy, dwidth, dheight as the network gives them
 * @returns in the candidate's pixels; as WIDER FACE's, boxes include their last pixel, so width w spans w + 1
 */
export function decodeRegionBox(candidate: Box, raw: readonly [number, number, number, number]): Box {
  const unit = Math.max(candidate.width, candidate.height);
  const [dx, dy, dwidth, dheight] = raw;
  const width = unit * Math.exp(SIZE_UNIT * clamp(dwidth));
  const height = unit * Math.exp(SIZE_UNIT * clamp(dheight));
  const x = candidate.x + candidate.width / 2 + unit * CENTRE_UNIT * dx - width / 2;
  const y = candidate.y + candidate.height / 2 + unit * CENTRE_UNIT * dy - height / 2;
  return { x, y, width: Math.max(0, width - 1), height: Math.max(0, height - 1) };
}

function clamp(raw: number): number {
  return Math.min(Math.max(raw, -LARGEST_RAW_SIZE), LARGEST_RAW_SIZE);
}

/** The same of a graph, in units of the candidate's longer side around the region's centre: raw [batch, 4] to [batch, 1] each. */
export function decodeRegionBoxes(raw: Tensor): BoxTensors {
  const part = (index: number) => slice(raw, 1, index, index + 1);
  const centre = (index: number) => multiply(part(index), CENTRE_UNIT);
  const bounded = (index: number) => minimum(maximum(part(index), -LARGEST_RAW_SIZE), LARGEST_RAW_SIZE);
  const side = (index: number) => exponential(multiply(bounded(index), SIZE_UNIT));
  return { x: centre(0), y: centre(1), width: side(2), height: side(3) };
}

/** What the box head is to say, as `decodeRegionBoxes` gives it: targets [batch, 4] of `relativeBox` to [batch, 1] each. */
export function regionBoxTargets(targets: Tensor): BoxTensors {
  const part = (index: number) => slice(targets, 1, index, index + 1);
  return { x: part(0), y: part(1), width: part(2), height: part(3) };
}

/**
 * A face in a square region as the box head is to see it.
 *
 * @param extent of the face, its last pixels included: width w spans w + 1; in the pixels of `region`
 * @param context side of the region over the candidate's longer side
 * @param flip whether the network sees the region mirrored
 * @returns x and y of its centre from the region's, width and height, in units of the candidate's longer side
 */
export function relativeBox(
  extent: Box,
  region: Box,
  context: number,
  flip: boolean,
): [number, number, number, number] {
  const unit = region.width / context;
  const dx = (extent.x + extent.width / 2 - region.x - region.width / 2) / unit;
  const dy = (extent.y + extent.height / 2 - region.y - region.height / 2) / unit;
  return [flip ? -dx : dx, dy, extent.width / unit, extent.height / unit];
}
