import type { Box } from '../geometry/box.js';
import { intersection } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import { figuresSize, forEachDot } from './digits.js';

type Color = readonly [red: number, green: number, blue: number];

const LINE: Color = [64, 255, 96];
const EDGE: Color = [0, 32, 8];

/** A picture up to this long gets lines of one pixel; larger ones are looked at scaled down. */
const THIN_UP_TO = 2400;

/**
 * A copy of the picture with a frame around each face and, where there is room for it, the score in hundredths above.
 * Frames lie outside the boxes, a bright line in a dark edge, so that a face of 6 pixels can still be seen.
 *
 * @example
 * const detector = await createDetector();
 * const image = await readImage('crowd.jpg');
 * const { faces } = await detector.detect(image);
 * await writeImage('marked.png', annotate(image, faces));
 */
export function annotate(image: Image, faces: readonly Face[]): Image {
  const copy: Image = { ...image, data: Uint8Array.from(image.data) };
  const thickness = Math.max(1, Math.round(Math.max(image.width, image.height) / THIN_UP_TO));
  const frames = faces.map(({ box }) => frameOf(box, thickness));
  // Weak faces first, so that where frames cross the surer one is whole.
  for (const frame of frames.toReversed()) {
    outline(copy, grow(frame, 1), 1, EDGE);
    outline(copy, frame, thickness, LINE);
  }
  const labels: Box[] = [];
  faces.forEach(({ score }, index) => {
    const text = String(Math.min(99, Math.round(score * 100))).padStart(2, '0');
    const dot = dotFor(frames[index]!, thickness);
    const label = placeLabel(text, frames[index]!, dot, image);
    const free =
      label &&
      !labels.some((other) => intersection(label, other)) &&
      !frames.some((frame) => intersection(label, frame));
    if (!free) return;
    labels.push(label);
    drawLabel(copy, text, label, dot);
  });
  return copy;
}

/** The outer edge of a frame just outside the box, in whole pixels. */
function frameOf(box: Box, thickness: number): Box {
  const x = Math.floor(box.x) - thickness;
  const y = Math.floor(box.y) - thickness;
  return {
    x,
    y,
    width: Math.ceil(box.x + box.width) + thickness - x,
    height: Math.ceil(box.y + box.height) + thickness - y,
  };
}

function grow({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** Pixels a dot of the figures: two, so that they can be read, and more on large faces. */
function dotFor(frame: Box, thickness: number): number {
  return Math.max(2 * thickness, Math.min(Math.round(frame.width / 40), 4 * thickness));
}

/** Above the frame's left corner, or below it at the picture's top; undefined where the face is too narrow for it. */
function placeLabel(text: string, frame: Box, dot: number, image: Image): Box | undefined {
  const { width, height } = figuresSize(text);
  const label = { width: (width + 2) * dot, height: (height + 2) * dot };
  const above = frame.y - 1 - label.height;
  const y = above >= 0 ? above : frame.y + frame.height + 1;
  const x = Math.max(0, frame.x);
  const fits = label.width <= frame.width && x + label.width <= image.width && y + label.height <= image.height;
  return fits ? { x, y, ...label } : undefined;
}

function drawLabel(image: Image, text: string, label: Box, dot: number): void {
  fill(image, label, EDGE);
  forEachDot(text, (column, row) =>
    fill(image, { x: label.x + (column + 1) * dot, y: label.y + (row + 1) * dot, width: dot, height: dot }, LINE),
  );
}

/** The rim of the rectangle, `thickness` wide, inwards. */
function outline(image: Image, { x, y, width, height }: Box, thickness: number, colour: Color): void {
  fill(image, { x, y, width, height: thickness }, colour);
  fill(image, { x, y: y + height - thickness, width, height: thickness }, colour);
  fill(image, { x, y, width: thickness, height }, colour);
  fill(image, { x: x + width - thickness, y, width: thickness, height }, colour);
}

/** Colours the part of a rectangle of whole pixels that is in the picture. */
function fill({ width, height, data }: Image, rectangle: Box, [red, green, blue]: Color): void {
  const right = Math.min(rectangle.x + rectangle.width, width);
  const bottom = Math.min(rectangle.y + rectangle.height, height);
  for (let y = Math.max(rectangle.y, 0); y < bottom; y++) {
    for (let x = Math.max(rectangle.x, 0); x < right; x++) {
      const at = (y * width + x) * 3;
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
  }
}
