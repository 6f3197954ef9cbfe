import { readdir } from 'node:fs/promises';
import { basename, extname, join, parse } from 'node:path';
import { InputError, messageOf } from '../errors/errors.js';
import { readTextFile } from '../runtime/text.js';
import type { AnnotatedFace } from './annotations.js';
import { faceCategory } from './category.js';
import { type ImageOptions, keepPresent, type LoadedPhotos } from './present-photos.js';
import { readVocAnnotation, type VocAnnotation, type VocObject, vocFace } from './voc-annotation.js';

/** How to read a data set in PASCAL VOC's layout. */
export interface VocOptions extends ImageOptions {
  /** Name of the objects that are faces; by default the only one, or `face`. */
  readonly category?: string;
  /** Only the photos listed in `ImageSets/Main/NAME.txt`, e.g. `test`. */
  readonly imageSet?: string;
}

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
    options.imageSet === undefined ? await annotatedNames(folder) : await listedNames(root, folder, options.imageSet);
  const annotations: ({ name: string } & VocAnnotation)[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    const read = batch.map(async (name) => ({ name, ...(await readVocAnnotation(join(folder, `${name}.xml`))) }));
    for (const annotation of await Promise.all(read)) annotations.push(annotation);
  }
  const category = faceCategory(
    annotations.flatMap(({ objects }) => objects.map(({ name }) => name)),
    options.category?.trim(),
    folder,
  );
  const images = join(root, 'JPEGImages');
  const photos = annotations.map(({ name, file, objects }) => ({
    event: '',
    name,
    // The photo has the annotation's name; the file name inside is trusted for its ending alone.
    path: join(images, `${name}${extname(basename(file ?? '')) || '.jpg'}`),
    faces: objects.flatMap((object, index) =>
      object.name === category ? toFace(object, `${join(folder, `${name}.xml`)}, annotation.object.${index}`) : [],
    ),
  }));
  return keepPresent(photos, images, options);
}

function toFace(object: VocObject, where: string): AnnotatedFace {
  const { box, difficult } = vocFace(object, where);
  return { box, invalid: difficult, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 };
}

async function annotatedNames(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  if (names.length === 0) throw new InputError(`${folder}: has no annotations; expected NAME.xml in it.`);
  return names.sort();
}

/** Names of annotations. Hidden files are none: macOS leaves a `._NAME.xml` beside each file of an archive. */
async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    throw new InputError(`${folder}: cannot be listed (${messageOf(error)}); expected Annotations/NAME.xml.`);
  });
  return files.filter((file) => /\.xml$/.test(file) && !file.startsWith('.')).map((file) => parse(file).name);
}

/** The names in a list, without the -1, 0 or 1 that lists of one category put behind them. */
async function listedNames(root: string, folder: string, imageSet: string): Promise<string[]> {
  const path = join(root, 'ImageSets', 'Main', `${imageSet}.txt`);
  const text = await readTextFile(path, 'a list of photos');
  const known = new Set(await namesIn(folder));
  return text.split('\n').flatMap((line, index) => {
    const whole = line.trim();
    if (whole === '') return [];
    // Names may have blanks in them, and end in a number.
    const name = known.has(whole) ? whole : whole.replace(/\s+(?:-1|0|1)$/, '');
    if (/[/\\\0]|^\.\.?$/.test(name)) {
      throw new InputError(`${path}:${index + 1}: expected the name of an annotation in ${folder}, found "${name}".`);
    }
    return [name];
  });
}
