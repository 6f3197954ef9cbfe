import { readdir, readFile } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { AnnotatedFace } from './annotations.js';
import { faceCategory } from './category.js';
import { type ImageOptions, keepPresent, type LoadedPhotos } from './present-photos.js';

/** How to read a data set in PASCAL VOC's layout. */
export interface VocOptions extends ImageOptions {
  /** Name of the objects that are faces; by default the only one, or `face`. */
  readonly category?: string;
  /** Only the photos listed in `ImageSets/Main/NAME.txt`, e.g. `test`. */
  readonly imageSet?: string;
}

const coordinate = z.coerce.number('expected a number');

/** The parts of a PASCAL VOC annotation that say where things are. */
const annotationSchema = z.object({
  annotation: z.object({
    filename: z.string().optional(),
    object: z
      .array(
        z.object({
          name: z.string('expected a name'),
          difficult: z.coerce.number('expected 0 or 1').default(0),
          bndbox: z.object(
            { xmin: coordinate, ymin: coordinate, xmax: coordinate, ymax: coordinate },
            'expected a box',
          ),
        }),
      )
      .default([]),
  }),
});
type VocObject = z.output<typeof annotationSchema>['annotation']['object'][number];

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'object',
  ignoreAttributes: true,
});

/** Files read at once. */
const BATCH = 64;

/**
 * Loads faces annotated as PASCAL VOC does: `ROOT/Annotations/NAME.xml`, photos in `ROOT/JPEGImages`. Objects marked
 * `difficult` count as faces that the annotators could not judge.
 *
 * Source: Everingham et al., "The PASCAL VOC Challenge 2012 development kit".
 *
 * @throws InputError that names the file and the part of it that is wrong
 */
export async function loadVoc(root: string, options: VocOptions = {}): Promise<LoadedPhotos> {
  const folder = join(root, 'Annotations');
  const names =
    options.imageSet === undefined ? await annotatedNames(folder) : await listedNames(root, options.imageSet);
  const annotations: { name: string; file: string; objects: VocObject[] }[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    annotations.push(...(await Promise.all(batch.map((name) => readAnnotation(folder, name)))));
  }
  const category = faceCategory(
    annotations.flatMap(({ objects }) => objects.map(({ name }) => name)),
    options.category,
    folder,
  );
  const images = join(root, 'JPEGImages');
  const photos = annotations.map(({ name, file, objects }) => ({
    event: '',
    name,
    path: join(images, file),
    faces: objects.filter((object) => object.name === category).map(toFace),
  }));
  return keepPresent(photos, images, options);
}

/** Boxes count pixels from 1 and include the last one. */
function toFace({ bndbox: { xmin, ymin, xmax, ymax }, difficult }: VocObject): AnnotatedFace {
  const box = { x: xmin - 1, y: ymin - 1, width: Math.max(xmax - xmin + 1, 0), height: Math.max(ymax - ymin + 1, 0) };
  const invalid = difficult !== 0 || box.width === 0 || box.height === 0;
  return { box, invalid, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 };
}

async function readAnnotation(folder: string, name: string) {
  const path = join(folder, `${name}.xml`);
  const xml = await readText(path);
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new InputError(`${path}:${valid.err.line}: is not XML: ${valid.err.msg}`);
  const { annotation } = validate(annotationSchema, parser.parse(xml), (part) => `${path}, ${part}`);
  // The photo has the annotation's name; the file name inside is trusted for its ending alone.
  const extension = parse(basename(annotation.filename ?? '')).ext || '.jpg';
  return { name, file: `${name}${extension}`, objects: annotation.object };
}

async function annotatedNames(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    throw new InputError(`${folder}: cannot be listed (${messageOf(error)}); expected Annotations/NAME.xml.`);
  });
  const names = files.filter((file) => file.endsWith('.xml')).map((file) => parse(file).name);
  if (names.length === 0) throw new InputError(`${folder}: has no annotations; expected NAME.xml in it.`);
  return names.sort();
}

/** The names in a list, without the -1 or 1 that lists of one category put behind them. */
async function listedNames(root: string, imageSet: string): Promise<string[]> {
  const text = await readText(join(root, 'ImageSets', 'Main', `${imageSet}.txt`));
  return text.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
  });
}
