import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { parseXml } from '../xml.js';
import { checked, coordinate, type ForeignPhoto, score } from './foreign-photo.js';

const LISTS = new Set(['image', 'box', 'attribute']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  // Numbers of characters, too.
  htmlEntities: true,
  isArray: (name) => LISTS.has(name),
});

const number = z.string().transform(Number);
const side = number.pipe(z.int('expected pixels').positive('expected pixels'));
const corner = number.pipe(coordinate);
const attribute = z.looseObject({ name: z.string(), '#text': z.string().default('') });
const box = z.looseObject({
  label: z.string('expected a label'),
  xtl: corner,
  ytl: corner,
  xbr: corner,
  ybr: corner,
  attribute: z.array(attribute).default([]),
});
const image = z.looseObject({
  name: z.string('expected the path of a photo').min(1, 'expected the path of a photo'),
  width: side,
  height: side,
  box: z.array(box).default([]),
});
const file = z.looseObject({
  annotations: z.looseObject(
    { image: z.array(image, 'expected images: export as "CVAT for images 1.1"') },
    'expected annotations: export as "CVAT for images 1.1"',
  ),
});

/** Reads "CVAT for images 1.1". @throws InputError that names what is wrong */
export function readCvat(text: string, path: string): ForeignPhoto[] {
  const { annotations } = checked(file, parseXml(parser, text, path, '"CVAT for images 1.1"'), path);
  return annotations.image.map(({ name, width, height, box: boxes }) => ({
    image: name,
    width,
    height,
    boxes: boxes.map(({ label, xtl, ytl, xbr, ybr, attribute }) => {
      const said = attribute.find((one) => one.name === 'score')?.['#text'];
      const sides = {
        x: Math.min(xtl, xbr),
        y: Math.min(ytl, ybr),
        width: Math.abs(xbr - xtl),
        height: Math.abs(ybr - ytl),
      };
      return {
        label,
        box: sides,
        ...(said !== undefined && { score: checked(score, Number(said), `${path}, ${name}`) }),
      };
    }),
  }));
}
