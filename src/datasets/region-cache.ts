import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../errors/errors.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import { KEPT_CONTEXT } from '../image/window.js';
import { readImage } from '../platform/node/read-image.js';
import { makeFolder } from '../runtime/folders.js';
import type { AnnotatedPhoto } from './annotations.js';
import { type CandidateSettings, labelCandidates } from './candidates.js';
import { cutSample, type RegionSample, STORED_SIDE, STORED_SIDE_NATIVE } from './region-sample.js';

/** What decides the samples. Where any of it changes, they are cut anew. */
export interface RegionInputs {
  readonly photos: readonly AnnotatedPhoto[];
  readonly settings: CandidateSettings;
  /** Tells one detector from another, such as a hash of its weights and options. */
  readonly detector: string;
  /** Sides of the squares that are kept, at most; `STORED_SIDE` by default. */
  readonly side?: number | undefined;
}

/** How the samples are made where they are not there. */
export interface RegionWork {
  find(photo: Image): Promise<readonly Face[]>;
  /** Called after each photo. */
  onPhoto?(): void;
  /** Called for each photo that cannot be read. */
  onLeftOut?(message: string): void;
  readonly signal?: AbortSignal | undefined;
}

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const entrySchema = z.object({
  side: z.int().positive().max(STORED_SIDE_NATIVE),
  box,
  extent: box.optional(),
  score: z.number(),
  height: z.number(),
});
const indexSchema = z.object({ fingerprint: z.string(), samples: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;

/** Raised when the samples themselves change, so that old files are not taken for new ones. */
const VERSION = 3;

/**
 * The labelled candidates of photos, from `NAME.regions` in a folder, or, where it is missing or was made of other inputs,
 * from the photos. The file is one unit, which a kill leaves as it was or as it is to be: the pixels of all samples, their
 * index as JSON, and the length of that in 8 bytes. Pixels stay in the file: a sample's are read each time they are asked for.
 */
export async function loadRegions(
  folder: string,
  name: string,
  inputs: RegionInputs,
  work: RegionWork,
): Promise<RegionSample[]> {
  const path = join(folder, `${name}.regions`);
  const fingerprint = fingerprintOf(inputs);
  const stored = openStored(path, fingerprint);
  if (stored) return stored;
  await makeFolder(folder);
  await makeRegions(path, fingerprint, inputs, work);
  const made = openStored(path, fingerprint);
  if (!made) throw new Error(`${path}: does not hold what was just written to it`);
  return made;
}

/** Cuts the samples, photo by photo, into a file that gets its name when it is whole. */
async function makeRegions(
  path: string,
  fingerprint: string,
  { photos, settings, side }: RegionInputs,
  { find, onPhoto, onLeftOut, signal }: RegionWork,
): Promise<void> {
  const samples: Entry[] = [];
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  try {
    for (const photo of photos) {
      signal?.throwIfAborted();
      const image = await readImage(photo.path).catch((error: unknown) => onLeftOut?.(messageOf(error)));
      for (const candidate of image ? labelCandidates(await find(image), photo.faces, settings) : []) {
        const { image: pixels, ...sample } = cutSample(image!, candidate, side);
        samples.push({ ...sample, side: pixels.width });
        await file.write(pixels.data);
      }
      onPhoto?.();
    }
    const index = Buffer.from(JSON.stringify({ fingerprint, samples }));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeBigUInt64LE(BigInt(index.length));
    await file.write(index);
    await file.write(length);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

/** Bytes of the number behind the index. */
const LENGTH_BYTES = 8;

/** No index is longer: a million samples. */
const LONGEST_INDEX = 2 ** 29;

/** The samples that are there, if they are whole and of these inputs. The file stays open for as long as the process lives. */
function openStored(path: string, fingerprint: string): RegionSample[] | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const index = readIndex(file);
  if (index?.fingerprint !== fingerprint) {
    closeSync(file);
    return undefined;
  }
  let start = 0;
  return index.samples.map(({ side, ...sample }) => {
    const from = start;
    start += 3 * side ** 2;
    return {
      ...sample,
      get image() {
        return { width: side, height: side, data: readPart(file, from, 3 * side ** 2) };
      },
    };
  });
}

/** The index, if the file is just as long as it says. */
function readIndex(file: number): z.infer<typeof indexSchema> | undefined {
  const { size } = fstatSync(file);
  if (size < LENGTH_BYTES) return undefined;
  const length = Number(readPart(file, size - LENGTH_BYTES, LENGTH_BYTES).readBigUInt64LE());
  if (length > Math.min(LONGEST_INDEX, size - LENGTH_BYTES)) return undefined;
  const index = parseIndex(readPart(file, size - LENGTH_BYTES - length, length).toString());
  const pixels = index?.samples.reduce((sum, { side }) => sum + 3 * side ** 2, 0);
  return pixels === size - LENGTH_BYTES - length ? index : undefined;
}

function readPart(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let read = 0; read < length; ) {
    const more = readSync(file, bytes, read, length - read, start + read);
    if (more === 0) throw new Error('a file of regions has become shorter while it was in use');
    read += more;
  }
  return bytes;
}

function parseIndex(text: string): z.infer<typeof indexSchema> | undefined {
  try {
    return indexSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function fingerprintOf({ photos, settings, detector, side = STORED_SIDE }: RegionInputs): string {
  const marked = photos.map(({ event, name, faces }) => [event, name, faces.map(({ box, invalid }) => [box, invalid])]);
  const all = [VERSION, KEPT_CONTEXT, side, settings, detector, marked];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
