import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Face } from '../../src/geometry/face.js';

/** What one contestant found in one photo, and what it took. */
export interface Detection {
  /** `event/name` of the photo. */
  readonly photo: string;
  readonly milliseconds: number;
  /** What the reference contestant took for the same photo in the same round, so that ratios outlive the run. */
  readonly referenceMilliseconds: number;
  readonly faces: readonly Face[];
}

const line = z
  .object({
    photo: z.string(),
    milliseconds: z.number().positive(),
    referenceMilliseconds: z.number().positive(),
    faces: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])),
  })
  .transform(
    ({ faces, ...rest }): Detection => ({
      ...rest,
      faces: faces.map(([x, y, width, height, score]) => ({ box: { x, y, width, height }, score })),
    }),
  );

/**
 * The detections of one contestant on disk, one JSON line a photo, written as they come: what makes a run resumable.
 * A line that an interrupted run left half-written is detected anew.
 */
export class DetectionCache {
  readonly detections: ReadonlyMap<string, Detection>;
  readonly #entries: Map<string, Detection>;

  constructor(readonly path: string) {
    this.#entries = new Map(readLines(path).map((detection) => [detection.photo, detection]));
    this.detections = this.#entries;
  }

  add(detection: Detection): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const faces = detection.faces.map(({ box, score }) =>
      [box.x, box.y, box.width, box.height, score].map((value) => Number(value.toFixed(5))),
    );
    // The newline comes first: it parts this line from a half-written one.
    appendFileSync(this.path, `\n${JSON.stringify({ ...detection, faces })}`);
    this.#entries.set(detection.photo, detection);
  }
}

function readLines(path: string): Detection[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => line.safeParse(parse(text)).data ?? []);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
