import { PHOTO } from '../draw/palette.js';
import type { Box } from '../geometry/box.js';
import type { PhotoVerdict } from './verdicts.js';

/**
 * Kinds of marks. What is marked is blue and what is detected amber, which every eye tells apart; what is wrong has a shape of its
 * own besides: a miss a ring around it, a false alarm a cross through its corners.
 */
export type Mark = 'found' | 'missed' | 'detection' | 'false alarm' | 'not judged';

/** In the order in which they are drawn and explained. */
export const MARKS: readonly { readonly mark: Mark; readonly meaning: string }[] = [
  { mark: 'not judged', meaning: 'not judged' },
  { mark: 'found', meaning: 'faces found' },
  { mark: 'detection', meaning: 'detections right' },
  { mark: 'false alarm', meaning: 'false alarms' },
  { mark: 'missed', meaning: 'faces missed' },
];

/** The boxes of a photo by kind of mark, in pixels of the photo. */
export function marksOf({ faces, detections }: PhotoVerdict): ReadonlyMap<Mark, readonly Box[]> {
  const faceBoxes = (wanted: string) => faces.filter(({ verdict }) => verdict === wanted).map(({ face }) => face.box);
  const detectionBoxes = (wanted: string) =>
    detections.filter(({ verdict }) => verdict === wanted).map(({ box }) => box);
  return new Map<Mark, readonly Box[]>([
    ['not judged', [...faceBoxes('not judged'), ...detectionBoxes('not judged')]],
    ['found', faceBoxes('found')],
    ['detection', detectionBoxes('right')],
    ['false alarm', detectionBoxes('false alarm')],
    ['missed', faceBoxes('missed')],
  ]);
}

/** SVG of a mark around `box`, in units of the SVG; `weight` is the width of its lines. */
export function drawMark(mark: Mark, box: Box, weight: number): string {
  switch (mark) {
    case 'found':
      return lines(rectangle(box, weight), PHOTO.marked, weight);
    case 'detection':
      return stroke(rectangle(box, weight), PHOTO.detected, weight * 0.7);
    case 'not judged':
      return lines(
        rectangle(box, weight),
        PHOTO.unjudged,
        weight * 0.8,
        `stroke-dasharray="${2 * weight} ${2 * weight}"`,
      );
    case 'false alarm':
      return lines(rectangle(box, weight) + cross(box, weight), PHOTO.detected, weight);
    case 'missed':
      return lines(rectangle(box, weight) + ring(box, weight), PHOTO.marked, weight);
  }
}

/** Just outside the box, so that a face of a few pixels can still be seen. */
function rectangle({ x, y, width, height }: Box, weight: number): string {
  return `<rect x="${n(x - weight / 2)}" y="${n(y - weight / 2)}" width="${n(width + weight)}" height="${n(height + weight)}"/>`;
}

/** Around the box, and never so small that it is overlooked. */
function ring({ x, y, width, height }: Box, weight: number): string {
  const radius = Math.max(Math.hypot(width, height) / 2 + 2 * weight, 6 * weight);
  return `<circle cx="${n(x + width / 2)}" cy="${n(y + height / 2)}" r="${n(radius)}"/>`;
}

/** Strokes that lead away from the corners. */
function cross({ x, y, width, height }: Box, weight: number): string {
  const reach = Math.max(4 * weight, Math.min(width, height) / 4);
  const corners = [
    [x, y, -1, -1],
    [x + width, y, 1, -1],
    [x, y + height, -1, 1],
    [x + width, y + height, 1, 1],
  ] as const;
  const path = corners.map(([cx, cy, dx, dy]) => `M${n(cx)} ${n(cy)}l${n(dx * reach)} ${n(dy * reach)}`).join('');
  return `<path d="${path}"/>`;
}

function lines(shape: string, colour: string, weight: number, attributes = ''): string {
  return stroke(shape, PHOTO.edge, weight * 1.8, 'stroke-opacity="0.55"') + stroke(shape, colour, weight, attributes);
}

function stroke(shape: string, colour: string, weight: number, attributes = ''): string {
  return `<g fill="none" stroke="${colour}" stroke-width="${n(weight)}" ${attributes}>${shape}</g>`;
}

/** To hundredths: an SVG of a crowd has thousands of numbers. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
