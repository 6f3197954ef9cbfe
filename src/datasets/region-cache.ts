import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../errors/errors.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import { readImage } from '../platform/node/read-image.js';
import { writeFileAtomically } from '../runtime/files.js';
import type { AnnotatedPhoto } from './annotations.js';
import { type CandidateSettings, labelCandidates } from './candidates.js';
import { cutSample, type RegionSample, STORED_CONTEXT, STORED_SIDE } from './region-sample.js';

/** What decides the samples. Where any of it changes, they are cut anew. */
export interface RegionInputs {
  readonly photos: readonly AnnotatedPhoto[];
  readonly settings: CandidateSettings;
  /** Tells one detector from another, such as a hash of its weights and options. */
  readonly detector: string;
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
  side: z.int().positive().max(STORED_SIDE),
  box,
  extent: box.optional(),
  score: z.number(),
  height: z.number(),
});
const indexSchema = z.object({ fingerprint: z.string(), samples: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;

/** Raised when the samples themselves change, so that old files are not taken for new ones. */
const VERSION = 2;

/**
 * The labelled candidates of photos, from `NAME.json` and `NAME.rgb` in a folder, or, where these are missing or were
 * made of other inputs, from the photos.
 */
export async function loadRegions(
  folder: string,
  name: string,
  inputs: RegionInputs,
  work: RegionWork,
): Promise<RegionSample[]> {
  const paths = { index: join(folder, `${name}.json`), pixels: join(folder, `${name}.rgb`) };
  const fingerprint = fingerprintOf(inputs);
  const stored = await readStored(paths, fingerprint);
  if (stored) return stored;
  await mkdir(folder, { recursive: true });
  await makeRegions(paths, fingerprint, inputs, work);
  const made = await readStored(paths, fingerprint);
  if (!made) throw new Error(`${paths.pixels}: does not hold what was just written to it`);
  return made;
}

/** Cuts the samples, photo by photo, into a file of pixels; its index comes last and makes it valid. */
async function makeRegions(
  paths: { readonly index: string; readonly pixels: string },
  fingerprint: string,
  { photos, settings }: RegionInputs,
  { find, onPhoto, onLeftOut, signal }: RegionWork,
): Promise<void> {
  const samples: Entry[] = [];
  const partial = `${paths.pixels}.partial`;
  const file = await open(partial, 'w');
  try {
    for (const photo of photos) {
      signal?.throwIfAborted();
      const image = await readImage(photo.path).catch((error: unknown) => onLeftOut?.(messageOf(error)));
      for (const candidate of image ? labelCandidates(await find(image), photo.faces, settings) : []) {
        const { image: pixels, ...sample } = cutSample(image!, candidate);
        samples.push({ ...sample, side: pixels.width });
        await file.write(pixels.data);
      }
      onPhoto?.();
    }
  } finally {
    await file.close();
  }
  await rename(partial, paths.pixels);
  await writeFileAtomically(paths.index, Buffer.from(JSON.stringify({ fingerprint, samples })));
}

/** The samples that are there, if they are whole and of these inputs. */
async function readStored(
  paths: { readonly index: string; readonly pixels: string },
  fingerprint: string,
): Promise<RegionSample[] | undefined> {
  const index = await readFile(paths.index, 'utf8').then(parseIndex, () => undefined);
  if (index?.fingerprint !== fingerprint) return undefined;
  const pixels = await readParts(
    paths.pixels,
    index.samples.map(({ side }) => 3 * side ** 2),
  );
  return (
    pixels &&
    index.samples.map(({ side, ...sample }, i) => ({
      ...sample,
      image: { width: side, height: side, data: pixels[i]! },
    }))
  );
}

/** Bytes that are read at once: `readFile` refuses files of over 2 GiB, as the samples of a large set of photos are. */
const BLOCK = 2 ** 26;

/** The parts, of these lengths, that a file consists of; undefined where it cannot be read or is not just as long. */
async function readParts(path: string, lengths: readonly number[]): Promise<Uint8Array[] | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    if ((await file.stat()).size !== lengths.reduce((sum, length) => sum + length, 0)) return undefined;
    const parts: Uint8Array[] = [];
    while (parts.length < lengths.length) {
      const block: number[] = [];
      let bytes = 0;
      for (const length of lengths.slice(parts.length)) {
        if (bytes > 0 && bytes + length > BLOCK) break;
        block.push(length);
        bytes += length;
      }
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(bytes), 0, bytes);
      if (bytesRead !== bytes) return undefined;
      let offset = 0;
      for (const length of block) {
        parts.push(buffer.subarray(offset, offset + length));
        offset += length;
      }
    }
    return parts;
  } finally {
    await file.close();
  }
}

function parseIndex(text: string): z.infer<typeof indexSchema> | undefined {
  try {
    return indexSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function fingerprintOf({ photos, settings, detector }: RegionInputs): string {
  const marked = photos.map(({ event, name, faces }) => [event, name, faces.map(({ box, invalid }) => [box, invalid])]);
  const all = [VERSION, STORED_CONTEXT, STORED_SIDE, settings, detector, marked];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
