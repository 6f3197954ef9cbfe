import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { byteLines } from '../runtime/byte-lines.js';
import { LineFile } from '../runtime/line-file.js';
import { FaceMemory } from '../tracks/face-memory.js';
import type { FrameFaces } from '../tracks/track.js';
import { FileLock } from './lock.js';
import { differenceOf, type NamedOptions, namedOptions } from './named-options.js';

const headSchema = z.object({ detections: z.literal(1), options: z.record(z.string(), z.string()) });

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const lineSchema = z.object({
  frame: z.int().nonnegative(),
  time: z.number(),
  faces: z.array(z.object({ box: boxSchema, score: z.number() })),
  cut: z.literal(true).exactOptional(),
  skipped: z.literal(true).exactOptional(),
  motion: z.object({ a: z.number(), b: z.number(), x: z.number(), y: z.number() }).exactOptional(),
});

/** The lines so far, their faces packed: hours of them are in memory at once. */
class Kept {
  readonly lines: FrameFaces[] = [];
  readonly #memory = new FaceMemory();

  add(line: FrameFaces): void {
    this.lines.push(this.#memory.keep(line));
  }
}

/**
 * What was found in a video so far, a line of JSON a frame, beside the result that it is for: a run that a kill stopped goes
 * on where it was. Lines of other options, or of another video, are not gone on with.
 */
export class DetectionsFile {
  private constructor(
    readonly path: string,
    private readonly kept: Kept,
    private readonly file: LineFile,
    private readonly lock: FileLock,
  ) {}

  /** What was found, from the first frame on without a gap. */
  get lines(): readonly FrameFaces[] {
    return this.kept.lines;
  }

  /**
   * Opens the file of a result, or begins it.
   *
   * @param options everything that detections depend on, the video's own bytes included
   * @throws InputError where another run has it open, or it cannot be written
   */
  static async open(result: string, options: object): Promise<DetectionsFile> {
    const path = join(dirname(result), `.${basename(result)}.detections.jsonl`);
    const named = namedOptions(options);
    const lock = await FileLock.take(path);
    try {
      const lines = await readLines(path, named);
      if (!lines) await rm(path, { force: true });
      const file = new LineFile(path);
      if (!lines) file.add(JSON.stringify({ detections: 1, options: named }));
      return new DetectionsFile(path, lines ?? new Kept(), file, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Adds the next frame. */
  add(line: FrameFaces & { readonly frame: number }): void {
    this.file.add(JSON.stringify(line));
    this.kept.add(line);
  }

  /** Lets the file go, for another run. */
  async close(): Promise<void> {
    this.file.close();
    await this.lock.release();
  }

  /** Takes the file away, and lets it go: nothing goes on from what cannot be looked at. */
  async discard(): Promise<void> {
    this.file.close();
    await this.remove();
    await this.lock.release();
  }

  /** Takes the file away, once the result is there. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Undefined where there is nothing to go on with. */
async function readLines(path: string, options: NamedOptions): Promise<Kept | undefined> {
  if (!(await stat(path).catch(() => undefined))) return undefined;
  const kept = new Kept();
  let begun = false;
  for await (const { bytes } of byteLines(path)) {
    const text = bytes.toString();
    if (!begun) {
      const head = parsed(headSchema, text);
      if (!head || differenceOf(head.options, options) !== undefined) return undefined;
      begun = true;
      continue;
    }
    // A line that a kill cut short is left out, and written again.
    const line = parsed(lineSchema, text);
    if (line?.frame === kept.lines.length) kept.add(line);
  }
  return begun ? kept : undefined;
}

function parsed<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
