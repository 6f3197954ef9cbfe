import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, messageOf } from '../errors/errors.js';
import { writeFileAtomically } from '../runtime/files.js';
import { makeFolder } from '../runtime/folders.js';
import { GrowingFile } from '../runtime/growing-file.js';
import { CocoDocument } from './coco.js';
import { CsvDocument } from './csv.js';
import { CvatDocument } from './cvat.js';
import type { Document } from './document.js';
import { FiftyOneDocument } from './fiftyone.js';
import { LabelStudioDocument } from './label-studio.js';
import type { PhotoFaces } from './photo-faces.js';
import { vocXml } from './voc.js';
import { widerFile, widerText } from './wider.js';
import { type YoloOptions, yoloText } from './yolo.js';

/** What faces can be written as, besides the lines of JSON. */
export const FORMATS = ['csv', 'coco', 'yolo', 'voc', 'wider', 'cvat', 'label-studio', 'fiftyone'] as const;
export type Format = (typeof FORMATS)[number];

/** Takes photos one by one, in bounded memory. */
export interface FaceWriter {
  /** The file of a photo's faces, where each photo has its own. */
  fileOf(image: string): string | undefined;
  add(photo: PhotoFaces): Promise<void>;
  /** Puts what is one file for all photos in its place; before, nothing is there. */
  finish(): Promise<void>;
  /** Leaves away what is not whole. */
  discard(): Promise<void>;
}

/**
 * Opens a file (csv, coco, cvat, label-studio, fiftyone) or a folder with a file for each photo (yolo, voc, wider). None of them knows of frames: of an
 * animation they have the faces in the first one.
 *
 * @throws InputError where nothing can be written there; so do the writer's methods
 */
export async function openWriter(format: Format, out: string, options: YoloOptions = {}): Promise<FaceWriter> {
  const told = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`${out}: cannot be written as ${format}: ${messageOf(error)}. Choose another place.`);
    }
  };
  const writer = await told(() => OPEN[format](out, options));
  return {
    fileOf: (image) => writer.fileOf(image),
    add: (photo) => told(() => writer.add({ ...photo, faces: photo.faces.filter(({ frame = 0 }) => frame === 0) })),
    finish: () => told(() => writer.finish()),
    discard: () => writer.discard(),
  };
}

const OPEN: Record<Format, (out: string, options: YoloOptions) => Promise<FaceWriter>> = {
  csv: (out) => openFile(out, new CsvDocument()),
  coco: (out) => openFile(out, new CocoDocument()),
  yolo: (out, options) =>
    openFolder(
      out,
      (image) => besides(image, '.txt'),
      (photo) => yoloText(photo, options),
    ),
  voc: (out) => openFolder(out, (image) => besides(image, '.xml'), vocXml),
  wider: (out) => openFolder(out, widerFile, widerText),
  cvat: (out) => openFile(out, new CvatDocument()),
  'label-studio': (out) => openFile(out, new LabelStudioDocument()),
  fiftyone: (out) => openFile(out, new FiftyOneDocument()),
};

async function openFile(path: string, document: Document): Promise<FaceWriter> {
  await makeFolder(dirname(path));
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new Error('there is a folder of this name');
  const file = await GrowingFile.open(path);
  await file.write(document.head);
  return {
    fileOf: () => undefined,
    add: (photo) => file.write(document.add(photo)),
    finish: async () => {
      await file.write(document.tail());
      await file.commit();
    },
    discard: () => file.discard(),
  };
}

async function openFolder(
  folder: string,
  nameOf: (image: string) => string,
  textOf: (photo: PhotoFaces) => string,
): Promise<FaceWriter> {
  await makeFolder(folder);
  const fileOf = (image: string) => join(folder, nameOf(image));
  const images = new Map<string, string>();
  return {
    fileOf,
    add: async (photo) => {
      const path = fileOf(photo.image);
      const other = images.get(path) ?? photo.image;
      if (other !== photo.image) {
        throw new InputError(`${photo.image}: ${path} has the faces of ${other} already. Rename one of these photos.`);
      }
      images.set(path, other);
      await makeFolder(dirname(path));
      await writeFileAtomically(path, textOf(photo));
    },
    finish: async () => {},
    discard: async () => {},
  };
}

/** The photo's path with another extension: never above the folder that it is put in, whatever the path says. */
function besides(image: string, extension: string): string {
  const parts = image.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return join(...parts).replace(/\.\w+$/, '') + extension;
}
