import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { hash, hashOf, type Identity } from './file-identity.js';
import { type Done, isUnchanged, Manifest } from './record.js';

const regions = z
  .array(
    z.object({
      box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
      score: z.number().exactOptional(),
      frame: z.int(),
      round: z.int(),
    }),
  )
  .readonly();

const resultSchema = z.object({
  /** Absolute path of the file that was written, and the SHA-256 of what was. */
  result: z.string(),
  sha256: z.string(),
  /** What came of it, so that the lines and the sheets of a run that goes on are of all photos. */
  width: z.int(),
  height: z.int(),
  regions,
  nearly: regions,
  remaining: regions,
  /** Of a video. */
  video: z.object({ frames: z.int(), seconds: z.number(), tracks: z.int(), masks: z.int() }).exactOptional(),
});

/** What came of a photo, and where that is. */
export type Redacted = z.output<typeof resultSchema>;

/**
 * What `farface redact` has done. A photo's line is written *before* its result is moved into place, with the hash that
 * the result will have: so a photo is done exactly where it has a line and a file with that hash, whenever the kill came.
 */
export class RedactionLog {
  private constructor(private readonly manifest: Manifest<Redacted>) {}

  /** See `Manifest.open`. */
  static async open(path: string, options: object): Promise<RedactionLog> {
    return new RedactionLog(await Manifest.open(path, options, resultSchema));
  }

  /** What was done to a photo whose result is in place and whose file is the one that was read; undefined otherwise. */
  async find(photo: string, result: string): Promise<(Done<Redacted> & { data: Uint8Array }) | undefined> {
    const done = await this.manifest.find(photo);
    if (!done || done.result !== resolve(result)) return undefined;
    const data = await readFile(result).catch(() => undefined);
    if (!data || hash(data) !== done.sha256) return undefined;
    return (await this.#stands(done, photo, result)) ? { ...done, data } : undefined;
  }

  /** As `find`, of a video, whose result may be larger than memory. */
  async findVideo(video: string, result: string): Promise<Done<Redacted> | undefined> {
    const done = await this.manifest.find(video);
    if (!done?.video || done.result !== resolve(result)) return undefined;
    if ((await hashOf(result).catch(() => undefined)) !== done.sha256) return undefined;
    return (await this.#stands(done, video, result)) ? done : undefined;
  }

  async #stands(done: Done<Redacted>, photo: string, result: string): Promise<boolean> {
    // A photo that was replaced by its own result is no longer the one that was read.
    const [read, written] = await Promise.all([photo, result].map((path) => realpath(path).catch(() => resolve(path))));
    return read === written || (await isUnchanged(done));
  }

  /** Notes that `data` is about to become the result of a photo. Call it before the file is there. */
  note(
    photo: string,
    identity: Identity,
    result: string,
    data: Uint8Array,
    found: Omit<Redacted, 'result' | 'sha256'>,
  ): void {
    this.manifest.note(photo, identity, { result: resolve(result), sha256: hash(data), ...found });
  }

  /** As `note`, of a video, whose result has that hash. */
  noteVideo(
    video: string,
    identity: Identity,
    result: string,
    sha256: string,
    found: Omit<Redacted, 'result' | 'sha256'>,
  ): void {
    this.manifest.note(video, identity, { result: resolve(result), sha256, ...found });
  }

  /** Lets the record go, for another run. */
  async close(): Promise<void> {
    await this.manifest.close();
  }
}
