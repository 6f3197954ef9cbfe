import type { Box } from '../geometry/box.js';
import { intersection } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import { type Numerals, numeralsOf } from './numerals.js';
import { PHOTO } from './palette.js';

type Color = readonly [red: number, green: number, blue: number];

const LINE = rgbOf(PHOTO.detected);
const EDGE = rgbOf(PHOTO.edge);

/** Type of scores, in pixels: the least that can be read, and more on large faces. */
const LEAST_SIZE = 11;
const MOST_SIZE = 22;

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
 * await writeImage('marked.png', await annotate(image, faces));
 */
export async function annotate(image: Image, faces: readonly Face[]): Promise<Image> {
  const copy: Image = { ...image, data: Uint8Array.from(image.data) };
  const thickness = Math.max(1, Math.round(Math.max(image.width, image.height) / THIN_UP_TO));
  const frames = faces.map(({ box }) => frameOf(box, thickness));
  // Weak faces first, so that where frames cross the surer one is whole.
  for (const frame of frames.toReversed()) {
    outline(copy, grow(frame, 1), 1, EDGE);
    outline(copy, frame, thickness, LINE);
  }
  const labels: Box[] = [];
  for (const [index, { score }] of faces.entries()) {
    const frame = frames[index]!;
    const text = String(Math.min(99, Math.round(score * 100))).padStart(2, '0');
    const numerals = await numeralsOf(sizeFor(frame, thickness));
    const label = placeLabel(text, frame, numerals, image);
    const free =
      label &&
      !labels.some((other) => intersection(label, other)) &&
      !frames.some((other) => intersection(label, other));
    if (!free) continue;
    labels.push(label);
    drawLabel(copy, text, label, numerals);
  }
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

function sizeFor(frame: Box, thickness: number): number {
  return thickness * Math.min(Math.max(LEAST_SIZE, Math.round(frame.width / 7 / thickness)), MOST_SIZE);
}

/** Around the numerals, in pixels. */
function marginOf({ height }: Numerals): number {
  return Math.round(height / 3);
}

/** Above the frame's left corner, or below it at the picture's top; undefined where the face is too narrow for it. */
function placeLabel(text: string, frame: Box, numerals: Numerals, image: Image): Box | undefined {
  const margin = 2 * marginOf(numerals);
  const label = { width: text.length * numerals.width + margin, height: numerals.height + margin };
  const above = frame.y - 1 - label.height;
  const y = above >= 0 ? above : frame.y + frame.height + 1;
  const x = Math.max(0, frame.x);
  const fits = label.width <= frame.width && x + label.width <= image.width && y + label.height <= image.height;
  return fits ? { x, y, ...label } : undefined;
}

function drawLabel(image: Image, text: string, label: Box, numerals: Numerals): void {
  fill(image, label, EDGE);
  const margin = marginOf(numerals);
  [...text].forEach((numeral, index) => {
    const left = label.x + margin + index * numerals.width;
    numerals.masks[Number(numeral)]!.forEach((ink, at) => {
      const [x, y] = [left + (at % numerals.width), label.y + margin + Math.floor(at / numerals.width)];
      for (let channel = 0; channel < 3; channel++) {
        const [under, over] = [EDGE[channel]!, LINE[channel]!];
        image.data[(y * image.width + x) * 3 + channel] = Math.round(under + ((over - under) * ink) / 255);
      }
    });
  });
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

/** A colour of the palette, as in `#ffc83d`. */
function rgbOf(color: string): Color {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}
