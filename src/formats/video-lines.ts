import type { Box } from '../geometry/box.js';
import type { FrameFaces } from '../tracks/track.js';
import { rounded } from './photo-faces.js';

/** Of a redacted video, what there is of frames and of people. */
export interface VideoOutcome {
  readonly frames: number;
  /** Seconds from the first frame to the last. */
  readonly seconds: number;
  /** Faces that were hidden, each over all of its frames, and masks in all frames together. */
  readonly tracks: number;
  readonly masks: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The line of JSON of a redacted video; `output` where it went to a file that others know. */
export function videoRedactionLine(
  video: string,
  output: string | undefined,
  { width, height }: Size,
  { frames, seconds, tracks, masks }: VideoOutcome,
): string {
  return JSON.stringify({
    ...{ video, ...(output !== undefined && { output }), width, height },
    ...{ frames, seconds, tracks, masks },
  });
}

/** The line of JSON of one frame that was looked at, `frame` its number from 0: the faces from `threshold` on. */
export function frameLine(
  video: string,
  { width, height }: Size,
  frame: number,
  { time, faces, skipped, cut }: FrameFaces,
  threshold: number,
): string {
  return JSON.stringify({
    ...{ video, frame, time: rounded(time, 6), width, height },
    faces: faces
      .filter(({ score }) => score >= threshold)
      .map(({ box, score }) => ({ box: roundedBox(box), score: rounded(score, 4) })),
    ...(skipped && { skipped }),
    ...(cut && { cut }),
  });
}

function roundedBox({ x, y, width, height }: Box): Box {
  return { x: rounded(x, 2), y: rounded(y, 2), width: rounded(width, 2), height: rounded(height, 2) };
}
