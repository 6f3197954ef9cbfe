import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { validate } from '../errors/validate.js';
import { parseXml } from '../formats/xml.js';
import type { Box } from '../geometry/box.js';
import { readTextFile } from '../runtime/text.js';

/** The parts of a PASCAL VOC annotation that say where things are. */
const annotationSchema = z.object({
  annotation: z.object({
    filename: z.string().optional(),
    // Of objects that are no faces neither the box nor anything else is looked at: they may have outlines instead.
    object: z.array(z.looseObject({ name: z.string('expected a name').trim() }), 'expected objects').default([]),
  }),
});

/** Text of XML that is a number. */
const coordinate = z
  .string('expected a number')
  .regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, 'expected a number')
  .transform(Number)
  .pipe(z.number('expected a finite number'));

const faceSchema = z.object({
  // Tools that do not ask write "Unspecified", or nothing.
  difficult: z
    .string('expected 0 or 1')
    .default('0')
    .transform((text) => /^(?:1|true|yes)$/i.test(text)),
  bndbox: z.object({ xmin: coordinate, ymin: coordinate, xmax: coordinate, ymax: coordinate }, 'expected a box'),
});

/** What is marked in a photo. Its name is looked at first, as only faces need a box. */
export type VocObject = z.output<typeof annotationSchema>['annotation']['object'][number];

/** A face, in pixels of the photo. */
export interface VocFace {
  readonly box: Box;
  /** The annotators could not judge it. */
  readonly difficult: boolean;
}

/** The annotation of one photo. */
export interface VocAnnotation {
  /** What it calls the photo's file, if anything. */
  readonly file: string | undefined;
  readonly objects: readonly VocObject[];
}

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'object',
  ignoreAttributes: true,
});

/** @throws InputError that names the file and the part of it that is wrong */
export async function readVocAnnotation(path: string): Promise<VocAnnotation> {
  const xml = await readTextFile(path, 'an annotation in XML');
  const { annotation } = validate(
    annotationSchema,
    parseXml(parser, xml, path, 'an annotation of PASCAL VOC'),
    (part) => `${path}, ${part}`,
  );
  return { file: annotation.filename, objects: annotation.object };
}

/**
 * The box of an object that is a face. VOC's count pixels from 1 and include the last one.
 *
 * @param where what errors call the object
 * @throws InputError that names the part that is wrong
 */
export function vocFace(object: VocObject, where: string): VocFace {
  const { bndbox, difficult } = validate(faceSchema, object, (part) => `${where}.${part}`);
  // Some tools write the corners as they were drawn, from the lower right one too.
  const [left, right] = [bndbox.xmin, bndbox.xmax].sort((a, b) => a - b) as [number, number];
  const [top, bottom] = [bndbox.ymin, bndbox.ymax].sort((a, b) => a - b) as [number, number];
  return { box: { x: left - 1, y: top - 1, width: right - left + 1, height: bottom - top + 1 }, difficult };
}
