import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { Track, TrackBox } from '../tracks/track.js';
import { keysOf } from './keyframes.js';
import { CATEGORY, rounded } from './photo-faces.js';
import { betweenKeys, type Key, MOST_FRAMES, type VideoTracks } from './video-tracks.js';
import { parseXml } from './xml.js';

const builder = new XMLBuilder({ format: true, indentBy: '  ', ignoreAttributes: false, suppressEmptyNode: true });

/**
 * Tracks as CVAT reads and writes them ("CVAT for video 1.1"), to be edited there: boxes at keyframes, from which straight
 * lines stray by no more than half a pixel. Whether a track is hidden, and how sure it is, are attributes of its boxes.
 * Source: CVAT's documentation, "XML annotation format", version 1.1, annotation of videos.
 */
export function cvatXml({ video, width, height, frames, tracks }: VideoTracks): string {
  const name = video.split(/[/\\]/).at(-1);
  const attribute = (of: string, kind: string, value: string) => ({
    ...{ name: of, mutable: 'False', input_type: kind, default_value: value, values: value },
  });
  const label = {
    name: CATEGORY,
    attributes: { attribute: [attribute('hidden', 'checkbox', 'true'), attribute('confidence', 'text', '1')] },
  };
  const task = {
    ...{ name, size: frames, mode: 'interpolation', overlap: 0, start_frame: 0, stop_frame: Math.max(0, frames - 1) },
    ...{ labels: { label }, original_size: { width, height } },
  };
  const track = tracks.map((one) => trackElement(one, frames));
  return `<?xml version="1.0" encoding="utf-8"?>\n${builder.build({ annotations: { version: '1.1', meta: { task }, track } })}`;
}

function trackElement(track: Track, frames: number) {
  // Where it is not in a frame CVAT must be told: it would draw lines over the gap.
  const box = runsOf(track.boxes).flatMap((run) => {
    const keys = keysOf(run).map((key) => boxElement(track, key, 0));
    const last = run.at(-1)!;
    return last.frame + 1 < frames ? [...keys, boxElement(track, { ...last, frame: last.frame + 1 }, 1)] : keys;
  });
  return { '@_id': track.id, '@_label': CATEGORY, '@_source': 'auto', box };
}

/** The parts of a track without a gap. */
function runsOf(boxes: readonly TrackBox[]): TrackBox[][] {
  const starts = boxes.flatMap(({ frame }, index) => (frame - 1 === boxes[index - 1]?.frame ? [] : [index]));
  return starts.map((start, index) => boxes.slice(start, starts[index + 1]));
}

function boxElement({ hidden, confidence }: Track, { frame, box }: TrackBox, outside: 0 | 1) {
  const side = (value: number) => rounded(value, 2).toFixed(2);
  return {
    ...{ '@_frame': frame, '@_outside': outside, '@_occluded': 0, '@_keyframe': 1 },
    ...{
      '@_xtl': side(box.x),
      '@_ytl': side(box.y),
      '@_xbr': side(box.x + box.width),
      '@_ybr': side(box.y + box.height),
    },
    '@_z_order': 0,
    attribute: [
      { '@_name': 'hidden', '#text': String(hidden) },
      { '@_name': 'confidence', '#text': String(rounded(confidence, 6)) },
    ],
  };
}

const parser = new XMLParser({
  ...{ parseTagValue: false, parseAttributeValue: false, processEntities: false },
  ...{ ignoreAttributes: false, attributeNamePrefix: '@_' },
  isArray: (name) => ['track', 'box', 'attribute', 'image'].includes(name),
});

const number = (what: string) =>
  z
    .string(`expected ${what}`)
    .regex(/^-?\d{1,9}(?:\.\d{1,12})?$/, `expected ${what}`)
    .transform(Number);
const whole = (what: string) =>
  number(what).pipe(z.int(`expected ${what}`).min(0, `expected ${what}`).max(MOST_FRAMES));
const flag = z.enum(['0', '1'], 'expected 0 or 1').transform((text) => text === '1');

const boxSchema = z.object({
  '@_frame': whole('the number of a frame'),
  '@_outside': flag.default(false),
  '@_keyframe': flag.default(true),
  ...{ '@_xtl': number('pixels'), '@_ytl': number('pixels'), '@_xbr': number('pixels'), '@_ybr': number('pixels') },
  attribute: z
    .array(z.looseObject({ '@_name': z.string('expected a name'), '#text': z.string().default('') }))
    .default([]),
});
/** Which video it is of, as far as it says so. */
const ofSchema = z.object({
  size: whole('a number of frames').optional(),
  original_size: z.object({ width: whole('pixels'), height: whole('pixels') }).optional(),
});
const annotationsSchema = z.object({
  annotations: z.object(
    {
      meta: z.object({ task: ofSchema.optional(), job: ofSchema.optional() }).default({}),
      track: z
        .array(z.object({ '@_id': whole('the number of a track'), box: z.array(boxSchema, 'expected boxes') }))
        .default([]),
    },
    'expected <annotations>',
  ),
});
type CvatBox = z.output<typeof boxSchema>;

/**
 * Reads CVAT's XML of a video, whatever its labels are called: each of its tracks is hidden, but where its boxes' attribute
 * `hidden` is false.
 *
 * @param path what errors call the file
 * @param video whose tracks they are, where the file does not say otherwise
 * @throws InputError that names the part of it that is wrong
 */
export function parseCvat(xml: string, path: string, video: Omit<VideoTracks, 'tracks'>): VideoTracks {
  const { annotations } = validate(
    annotationsSchema,
    parseXml(parser, xml, path, '"CVAT for video 1.1"'),
    (part) => `${path}, ${part.replaceAll('@_', '')}`,
  );
  const ids = new Set<number>();
  const { size: frames = video.frames, original_size } = annotations.meta.task ?? annotations.meta.job ?? {};
  const tracks = annotations.track.map(({ '@_id': id, box }) => {
    const where = `${path}, track ${id}`;
    if (ids.has(id)) throw new InputError(`${where}: is there twice. Leave one.`);
    ids.add(id);
    const boxes = betweenKeys(
      box.filter((one) => one['@_keyframe'] || one['@_outside']).map((one) => keyOf(one, where)),
      where,
    );
    return { id, hidden: isHidden(box, where), confidence: confidenceOf(box), boxes };
  });
  return { ...video, ...original_size, frames, tracks };
}

function keyOf(box: CvatBox, where: string): Key {
  const [width, height] = [box['@_xbr'] - box['@_xtl'], box['@_ybr'] - box['@_ytl']];
  if (width < 0 || height < 0)
    throw new InputError(`${where}, frame ${box['@_frame']}: the box ends before it begins.`);
  const place = { x: box['@_xtl'], y: box['@_ytl'], width, height };
  return { frame: box['@_frame'], box: place, ends: box['@_outside'] };
}

function isHidden(boxes: readonly CvatBox[], where: string): boolean {
  const said = valuesOf(boxes, 'hidden');
  if (said.length > 1) {
    throw new InputError(
      `${where}: is hidden in some frames and not in others. A track is hidden or revealed as a whole: split it.`,
    );
  }
  if (said[0] === undefined || /^true$/i.test(said[0])) return true;
  if (/^false$/i.test(said[0])) return false;
  throw new InputError(`${where}: hidden: expected true or false, received "${said[0].slice(0, 60)}".`);
}

function confidenceOf(boxes: readonly CvatBox[]): number {
  const said = Number(valuesOf(boxes, 'confidence')[0] ?? 1);
  return said >= 0 && said <= 1 ? said : 1;
}

function valuesOf(boxes: readonly CvatBox[], name: string): string[] {
  const values = boxes.flatMap(({ attribute }) => attribute.filter((one) => one['@_name'] === name));
  return [...new Set(values.map((one) => one['#text'].trim()))];
}
