import { area, type Box, intersection, iou } from '../../src/geometry/box.js';
import { maskOver, spansOf } from '../../src/redact/mask.js';
import type { PictureSize, Track } from '../../src/tracks/track.js';
import type { TrueFace } from './truth.js';

/** As `evaluate` tells exposure: masks are boxes enlarged so, and a face is hidden under this share of one of them. */
const SCALE = 1.3;
const HIDDEN = 0.8;

/** What masks did over time; sums over scenes. */
export interface OverTime {
  /** Counted faces in all frames, those of them that no mask hides. */
  faceFrames: number;
  exposedFrames: number;
  /** Faces, those that are exposed in one frame or more. */
  faces: number;
  everExposed: number;
  /** Of the faces that are hidden at some time: their frames from the first hidden to the last, and those exposed among them. */
  innerFrames: number;
  innerExposed: number;
  /** Pixels under masks, and under the boxes of true faces. */
  masked: number;
  trueArea: number;
  /** How often a face goes from hidden to exposed or back from one frame to the next. */
  flickers: number;
}

export function emptyTotals(): OverTime {
  return {
    ...{ faceFrames: 0, exposedFrames: 0, faces: 0, everExposed: 0, innerFrames: 0, innerExposed: 0 },
    ...{ masked: 0, trueArea: 0, flickers: 0 },
  };
}

/** Adds what the regions of a scene's frames hide. */
export function measure(
  totals: OverTime,
  truth: readonly (readonly TrueFace[])[],
  regions: readonly (readonly Box[])[],
  picture: PictureSize,
): void {
  const states = new Map<number, boolean[]>();
  const canvas = new Uint8Array(picture.width * picture.height);
  for (const [index, faces] of truth.entries()) {
    const masks = regions[index]!.map((box) => maskOver(box, 'box', SCALE));
    totals.masked += paintedArea(canvas, masks, picture);
    const boxes = faces.map(({ box }) => ({ shape: 'box' as const, box }));
    totals.trueArea += paintedArea(canvas, boxes, picture);
    for (const { id, box, counted } of faces) {
      if (!counted) continue;
      const enough = HIDDEN * area(box);
      const hidden = masks.some((mask) => intersection(mask.box, box) >= enough);
      const before = states.get(id) ?? [];
      before.push(hidden);
      states.set(id, before);
    }
  }
  for (const hidden of states.values()) addFace(totals, hidden);
}

function addFace(totals: OverTime, hidden: readonly boolean[]): void {
  const exposed = hidden.filter((one) => !one).length;
  totals.faces += 1;
  totals.faceFrames += hidden.length;
  totals.exposedFrames += exposed;
  if (exposed > 0) totals.everExposed += 1;
  totals.flickers += hidden.filter((one, index) => index > 0 && one !== hidden[index - 1]).length;
  if (exposed === hidden.length) return;
  const inner = hidden.slice(hidden.indexOf(true), hidden.lastIndexOf(true) + 1);
  totals.innerFrames += inner.length;
  totals.innerExposed += inner.filter((one) => !one).length;
}

/** How often the track over a face is another than the last one that was over it. */
export function switchesOf(truth: readonly (readonly TrueFace[])[], tracks: readonly Track[]): number {
  const inFrame = truth.map((): { id: number; box: Box }[] => []);
  for (const { id, boxes, hidden } of tracks)
    if (hidden) for (const { frame, box } of boxes) inFrame[frame]!.push({ id, box });
  const last = new Map<number, number>();
  let switches = 0;
  for (const [index, faces] of truth.entries()) {
    for (const { id, box, counted } of faces) {
      if (!counted) continue;
      const track = trackOver(box, inFrame[index]!);
      if (track === undefined) continue;
      if (last.has(id) && last.get(id) !== track) switches += 1;
      last.set(id, track);
    }
  }
  return switches;
}

function trackOver(face: Box, present: readonly { id: number; box: Box }[]): number | undefined {
  let [best, track]: [number, number | undefined] = [0.2, undefined];
  for (const { id, box } of present) {
    const overlap = iou(face, box);
    if (overlap > best) [best, track] = [overlap, id];
  }
  return track;
}

/** Pixels under any of the masks; the canvas is blank before and after. */
function paintedArea(canvas: Uint8Array, masks: Parameters<typeof spansOf>[0][], picture: PictureSize): number {
  let painted = 0;
  const spans = masks.flatMap((mask) => [...spansOf(mask, picture.width, picture.height)]);
  for (const { y, from, to } of spans) {
    for (let at = y * picture.width + from; at < y * picture.width + to; at++) {
      painted += 1 - canvas[at]!;
      canvas[at] = 1;
    }
  }
  for (const { y, from, to } of spans) canvas.fill(0, y * picture.width + from, y * picture.width + to);
  return painted;
}
