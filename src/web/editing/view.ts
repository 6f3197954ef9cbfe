import type { Box } from '../../geometry/box.js';

/** How the photo lies in the stage: screen = photo × scale + (x, y), in CSS pixels. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** CSS pixels a photo's pixel may fill: faces of 4 pixels are then as large as a thumb. */
const LARGEST = 32;
const MARGIN = 16;

/** The whole photo, in the middle; small ones enlarged. */
export function fit(photo: Size, stage: Size): View {
  const room = { width: Math.max(1, stage.width - 2 * MARGIN), height: Math.max(1, stage.height - 2 * MARGIN) };
  const scale = Math.min(room.width / photo.width, room.height / photo.height, 4);
  return centred({ x: photo.width / 2, y: photo.height / 2 }, scale, stage);
}

/** Scales by `factor` so that what lies under `at` (in the stage) stays there. */
export function zoomed(view: View, factor: number, at: Point, photo: Size, stage: Size): View {
  const scale = Math.min(Math.max(view.scale * factor, fit(photo, stage).scale), LARGEST);
  const share = scale / view.scale;
  return clamped({ scale, x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share }, photo, stage);
}

export function panned(view: View, dx: number, dy: number, photo: Size, stage: Size): View {
  return clamped({ ...view, x: view.x + dx, y: view.y + dy }, photo, stage);
}

/** A view in which the box can be seen and is at least `least` CSS pixels tall; the one there is if it does already. */
export function showing(view: View, box: Box, least: number, photo: Size, stage: Size): View {
  const scale = Math.min(Math.max(view.scale, least / Math.max(box.height, 1)), LARGEST);
  const left = box.x * scale + view.x;
  const top = box.y * scale + view.y;
  const inside =
    left >= 0 && top >= 0 && left + box.width * scale <= stage.width && top + box.height * scale <= stage.height;
  if (scale === view.scale && inside) return view;
  return clamped(centred({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, scale, stage), photo, stage);
}

/** Whether only a part of the photo is on the screen, or could be: it can be moved about then. */
export function isEnlarged(view: View, photo: Size, stage: Size): boolean {
  return view.scale > fit(photo, stage).scale * 1.001;
}

/** From the stage to the photo. */
export function toPhoto(view: View, { x, y }: Point): Point {
  return { x: (x - view.x) / view.scale, y: (y - view.y) / view.scale };
}

function centred(middle: Point, scale: number, stage: Size): View {
  return { scale, x: stage.width / 2 - middle.x * scale, y: stage.height / 2 - middle.y * scale };
}

/** Keeps the photo in the stage: in the middle where it is smaller, without a gap wider than half the stage where it is larger. */
function clamped(view: View, photo: Size, stage: Size): View {
  return {
    scale: view.scale,
    x: along(view.x, photo.width * view.scale, stage.width),
    y: along(view.y, photo.height * view.scale, stage.height),
  };
}

function along(start: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(Math.max(start, room / 2 - length), room / 2);
}
