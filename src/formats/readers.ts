import { stat } from 'node:fs/promises';
import { InputError } from '../errors/errors.js';
import { readJsonFile, readTextFile } from '../runtime/text.js';
import type { WrittenLine } from './faces-lines.js';
import { readCoco } from './imports/coco.js';
import { readCvat } from './imports/cvat.js';
import { readFiftyOne } from './imports/fiftyone.js';
import type { FindPhoto, ForeignPhoto } from './imports/foreign-photo.js';
import { readLabelStudio } from './imports/label-studio.js';
import { readYolo } from './imports/yolo.js';

/** What other tools' files faces can be read from, besides the lines of JSON. */
export const IMPORTS = ['coco', 'cvat', 'label-studio', 'fiftyone', 'yolo'] as const;
export type ImportFormat = (typeof IMPORTS)[number];

/** How they are read. */
export interface ImportOptions {
  /** The label that means a face; by default `face`, or the only one that there is. */
  readonly label?: string | undefined;
  /** Finds photos, for files that do not say how large they are. */
  readonly findPhoto: FindPhoto;
}

/** Longer files would not fit into one string. */
const MOST_BYTES = 500e6;

/**
 * Reads what another tool wrote of faces in photos, as farface's own lines. A box that a person drew has no score.
 *
 * @throws InputError that names the file, and what in it is wrong
 */
export async function readForeign(format: ImportFormat, path: string, options: ImportOptions): Promise<WrittenLine[]> {
  const photos = await READ[format](path, options.findPhoto);
  const labels = new Set(photos.flatMap(({ boxes }) => boxes.map(({ label }) => label)));
  const label = faceLabel(labels, options.label, path);
  const seen = new Set<string>();
  return photos.map(({ image, width, height, boxes }) => {
    if (seen.has(image)) throw new InputError(`${path}: lists ${image} twice. Leave one of the two.`);
    seen.add(image);
    const faces = boxes.filter((one) => one.label === label).map(({ label: _, ...face }) => face);
    return { image, width, height, faces };
  });
}

const READ: Record<ImportFormat, (path: string, findPhoto: FindPhoto) => Promise<ForeignPhoto[]>> = {
  coco: async (path) => readCoco(await jsonOf(path), path),
  cvat: async (path) => readCvat(await readTextFile(await small(path), 'annotations of CVAT'), path),
  'label-studio': async (path, findPhoto) => readLabelStudio(await jsonOf(path), path, findPhoto),
  fiftyone: async (path, findPhoto) => readFiftyOne(await jsonOf(path), path, findPhoto),
  yolo: readYolo,
};

function faceLabel(labels: ReadonlySet<string>, asked: string | undefined, path: string): string | undefined {
  const names = [...labels].sort();
  const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
  if (asked !== undefined) {
    if (labels.size === 0 || labels.has(asked)) return asked;
    throw new InputError(`${path}: has no label "${asked}"; it has ${shown}.`);
  }
  const faces = names.filter((name) => name.toLowerCase() === 'face');
  if (faces.length === 1) return faces[0];
  if (names.length <= 1) return names[0];
  throw new InputError(`${path}: has the labels ${shown}. Say with --label which of them means a face.`);
}

async function jsonOf(path: string): Promise<unknown> {
  return await readJsonFile(await small(path), 'the JSON that another tool wrote');
}

/** The path, where a file of it fits into memory. */
async function small(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found && found.size > MOST_BYTES)
    throw new InputError(`${path}: is larger than ${MOST_BYTES / 1e6} MB. Write it in parts.`);
  return path;
}
