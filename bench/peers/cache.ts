import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Face } from '../../src/geometry/face.js';

const EXTENSION = '.jpg';

/** What one contestant found in one photo, and what it took. */
export interface Detection {
  /** `event/name` of the photo. */
  readonly photo: string;
  readonly milliseconds: number;
  /** What the reference contestant took for the same photo in the same round, so that ratios outlive the run. */
  readonly referenceMilliseconds: number;
  readonly faces: readonly Face[];
}

/** A line that `farface evaluate --predictions` reads too, with the times beside it. */
const lineSchema = z.object({
  image: z.string().endsWith(EXTENSION),
  milliseconds: z.number().positive(),
  referenceMilliseconds: z.number().positive(),
  faces: z.array(
    z.object({
      box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
      score: z.number(),
    }),
  ),
});

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
    const { photo, faces, ...times } = detection;
    const line: z.input<typeof lineSchema> = { image: photo + EXTENSION, ...times, faces: faces.map(rounded) };
    // The newline comes first: it parts this line from a half-written one.
    appendFileSync(this.path, `\n${JSON.stringify(line)}`);
    this.#entries.set(detection.photo, detection);
  }
}

function readLines(path: string): Detection[] {
  if (!existsSync(path)) return [];
  return [...linesOf(readFileSync(path))].flatMap((text) => parseLine(text) ?? []);
}

/** Line by line: all of a large file is more than one string can hold. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf('\n', start);
    const end = newline < 0 ? bytes.length : newline;
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
}

function parseLine(text: string): Detection | undefined {
  try {
    const { image, ...rest } = lineSchema.parse(JSON.parse(text));
    return { photo: image.slice(0, -EXTENSION.length), ...rest };
  } catch {
    return undefined;
  }
}

/** To a hundredth of a pixel and a millionth of a score. */
function rounded({ box, score }: Face): Face {
  const { x, y, width, height } = box;
  const hundredths = (value: number) => Math.round(value * 100) / 100;
  return {
    box: { x: hundredths(x), y: hundredths(y), width: hundredths(width), height: hundredths(height) },
    score: Math.round(score * 1e6) / 1e6,
  };
}
