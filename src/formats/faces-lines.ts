import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { numberBetween } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { LONGEST_LINE, readLines, type TextLine } from '../runtime/lines.js';
import { parseJson, parseOnceEach, parseWithNaN } from './parse-json.js';
import { rounded } from './photo-faces.js';

/** A face in a line. */
export interface LineFace extends Face {
  /** Number, from 0, of the frame of an animation or the page of a TIFF. Absent in pictures of one frame. */
  readonly frame?: number;
  /** In what was redacted: 1 to 3 where that many checks found it. */
  readonly round?: number;
}

/** The line of a photo that was looked at. */
export interface PhotoLine {
  /** Path of the photo: absolute, or from the folder of the file of lines. */
  readonly image: string;
  /** Where the redacted photo was written. */
  readonly output?: string;
  /** Size in pixels of the upright photo, of one frame where there are several. Boxes are in these pixels. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly LineFace[];
  /** What the last check of a redacted photo still found. */
  readonly remaining?: readonly LineFace[];
  /** In the lines of `redact --review`: the number on the sheets. Several such lines may be of one photo. */
  readonly number?: number;
}

/** A line to be written: a region that a person named has no score. */
export interface WrittenLine extends Omit<PhotoLine, 'faces' | 'remaining'> {
  readonly faces: readonly WrittenFace[];
  readonly remaining?: readonly WrittenFace[];
}
type WrittenFace = Omit<LineFace, 'score'> & { readonly score?: number };

/** The line of a photo that could not be looked at, with the reason. */
export interface FailureLine {
  readonly image: string;
  readonly error: string;
}

/** One line of farface's: `detect --json`, `redact --json`, `verify` and `evaluate` write it, all others read it. */
export type FacesLine = PhotoLine | FailureLine;

/** A line with the place where it stands, as `faces.jsonl:3`. */
export type Placed<Line> = Line & { readonly where: string };

/** Photos are smaller, and sums of such numbers stay exact. */
const FARTHEST = 1e7;

/** An object of these keys and no others: what is mistyped must not be passed over. */
function keyed<Shape extends z.core.$ZodLooseShape>(what: string, shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key "${issue.keys[0]}"; expected ${keys}`
        : `expected ${what}: ${keys}`,
  });
}

const path = 'expected the path of a photo';
const image = z.string(path).refine((text) => text !== '' && !text.includes('\0'), path);
const pixels = numberBetween(-FARTHEST, FARTHEST, 'pixels');
const length = pixels.nonnegative('expected a number of pixels, 0 or more');
const sizeOf = (side: string) =>
  z.int(`expected the ${side} of the upright photo in pixels`).positive('expected a number of pixels above 0');
const order = z.int('expected a whole number, 0 or more').nonnegative('expected a whole number, 0 or more');
const probability = numberBetween(0, 1);
const box = keyed('a box', { x: pixels, y: pixels, width: length, height: length });

const stages = keyed('what both stages say', {
  proposal: probability,
  verification: probability,
  proposalBox: box.exactOptional(),
});

/** The lines that farface writes. A face without a score was named by a person. */
const photoSchema = photoKeys(
  { box, score: probability.default(1) },
  { width: sizeOf('width'), height: sizeOf('height') },
);

/**
 * Lines of other detectors: scores of any range, and of no use where they are not finite (JSON has no NaN, so null
 * stands for it), which whoever scores them counts; sizes of photos are not needed.
 */
const number = z
  .number('expected a number')
  .nullish()
  .transform((value) => value ?? Number.NaN);
const foreignSchema = photoKeys(
  { box: keyed('a box', { x: number, y: number, width: number, height: number }), score: number },
  { width: sizeOf('width').exactOptional(), height: sizeOf('height').exactOptional() },
);

function photoKeys<Located extends z.core.$ZodLooseShape, Size extends z.core.$ZodLooseShape>(
  located: Located,
  size: Size,
) {
  const face = keyed('a face', {
    ...located,
    stages: stages.exactOptional(),
    frame: order.exactOptional(),
    round: order.exactOptional(),
  });
  const faces = z.array(face, 'expected a list of faces');
  return keyed('a line of farface detect --json', {
    image,
    output: z.string('expected a path').exactOptional(),
    ...size,
    faces,
    remaining: faces.exactOptional(),
    number: order.exactOptional(),
  });
}

/** A frame of a video, as `detect --json` prints it. */
const frameSchema = keyed('a line of a frame', {
  video: z.string('expected the path of a video').min(1, 'expected the path of a video'),
  frame: order,
  time: z.number('expected seconds').exactOptional(),
  width: sizeOf('width'),
  height: sizeOf('height'),
  faces: z.array(keyed('a face', { box, score: probability.default(1) }), 'expected a list of faces'),
  skipped: z.boolean().exactOptional(),
  cut: z.boolean().exactOptional(),
});

const failureSchema = keyed('a photo that failed', { image, error: z.string('expected the reason as text') });

/** A line of farface's, as it is written and read: what the published JSON Schema is made of. */
export const lineSchema = z.union([photoSchema, failureSchema]);

/** A line of another detector, whose numbers may be NaN. */
export type ForeignLine = z.output<typeof foreignSchema> | FailureLine;

/**
 * Reads lines of farface's one by one, however long the file is: a photo a line, or one JSON list of them, as editors
 * like to make of it. Photos that could not be looked at come with their error.
 *
 * @throws InputError that names the file and the line of what is wrong
 * @example
 * for await (const line of readFacesLines('faces.jsonl')) if ('faces' in line) console.log(line.image, line.faces.length);
 */
export function readFacesLines(path: string): AsyncGenerator<Placed<FacesLine>> {
  return readLinesBy(parseFacesLine, path);
}

/** As `readFacesLines`, of frames of videos, too. */
export function readVideoAndPhotoLines(path: string): AsyncGenerator<Placed<FacesLine & { readonly part?: true }>> {
  return readLinesBy(parseVideoOrPhotoLine, path);
}

async function* readLinesBy<Line extends FacesLine>(
  parse: (text: string, where: string) => Line,
  path: string,
): AsyncGenerator<Placed<Line | FacesLine>> {
  const lines = readLines(path);
  for await (const line of lines) {
    if (line.text.trim() === '') continue;
    const where = `${path}:${line.number}`;
    if (line.text.trimStart().startsWith('[') || line.text.trim() === '{') {
      yield* await documentOf(path, line, lines);
      return;
    }
    yield { ...parse(line.text, where), where };
  }
}

/** Reads one line; errors say that it stands at `where`. */
export function parseFacesLine(text: string, where: string): FacesLine {
  return checkLine(photoSchema, parseOnceEach(text, where), where);
}

/** Reads one line of any detector, as `parseFacesLine` does those of farface. Python writes NaN where it has no score. */
export function parseForeignLine(text: string, where: string): ForeignLine {
  return checkLine(foreignSchema, parseJson(text, where, { parse: parseWithNaN }), where);
}

/**
 * Writes one line: coordinates to 1/100 pixel, scores to six digits after the point, and what both stages say where the
 * second looked at a face.
 */
export function facesLine(line: WrittenLine | FailureLine): string {
  if ('error' in line) return JSON.stringify({ image: line.image, error: line.error });
  const { width, height, faces, remaining, ...rest } = line;
  return JSON.stringify({
    ...{ image: line.image, output: rest.output, width, height, number: rest.number },
    faces: faces.map(roundFace),
    remaining: remaining?.map(roundFace),
  });
}

/** A line of `parseFacesLine`, or one of a frame of a video, which says it with `part`: a video has many of these. */
export function parseVideoOrPhotoLine(text: string, where: string): FacesLine & { readonly part?: true } {
  const value = parseOnceEach(text, where);
  if (!isFrame(value)) return checkLine(photoSchema, value, where);
  const line = checkLine(frameSchema, value, where);
  if ('error' in line) return line;
  const { video: image, frame, width, height, faces } = line;
  return { image, width, height, faces: faces.map((face) => ({ ...face, frame })), part: true };
}

function isFrame(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'video' in value && 'frame' in value && !('error' in value);
}

/**
 * Checks that the photo is the one that a line speaks of.
 *
 * @param name what errors call the photo
 * @throws InputError where it has another size: the boxes are those of a scaled, cut or turned picture
 */
export function checkSize(
  name: string,
  photo: { readonly width: number; readonly height: number },
  { where, width, height }: { readonly where: string; readonly width: number; readonly height: number },
): void {
  if (photo.width === width && photo.height === height) return;
  throw new InputError(
    `${name}: is ${photo.width} × ${photo.height} pixels, but ${where} says ${width} × ${height}: its faces are those of another picture. Run farface detect on this one.`,
  );
}

/** One JSON document instead of lines: a list of photos, or one photo over several lines. */
async function documentOf(path: string, first: TextLine, lines: AsyncIterable<TextLine>): Promise<Placed<FacesLine>[]> {
  const parts = [first.text];
  let size = first.text.length;
  for await (const { text } of lines) {
    size += text.length;
    if (size > LONGEST_LINE) {
      throw new InputError(`${path}: is too long for one JSON document. Write one photo a line instead.`);
    }
    parts.push(text);
  }
  const value = parseOnceEach(parts.join('\n'), `${path}:${first.number}`);
  const photos: unknown[] = Array.isArray(value) ? value : [value];
  return photos.map((photo, index) => {
    const where = `${path}, photo ${index + 1}`;
    return { ...checkLine(photoSchema, photo, where), where };
  });
}

function checkLine<Schema extends z.ZodType>(
  photo: Schema,
  value: unknown,
  where: string,
): z.output<Schema> | FailureLine {
  const failed = typeof value === 'object' && value !== null && 'error' in value;
  const result = (failed ? failureSchema : photo).safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const { path, message, input } = result.error.issues[0]!;
  const place = path.length > 0 ? `${where}, ${path.join('.')}` : where;
  const given = typeof input === 'object' && input !== null ? '' : `, received ${shown(input)}`;
  throw new InputError(`${place}: ${message}${given}.`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Keys without a value are left out of JSON. */
function roundFace({ box, score, stages, frame, round }: WrittenFace) {
  return {
    box: roundBox(box),
    score: score === undefined ? undefined : rounded(score, 6),
    stages: stages && {
      proposal: rounded(stages.proposal, 6),
      verification: rounded(stages.verification, 6),
      proposalBox: stages.proposalBox && roundBox(stages.proposalBox),
    },
    frame,
    round,
  };
}

function roundBox({ x, y, width, height }: Box): Box {
  return { x: rounded(x, 2), y: rounded(y, 2), width: rounded(width, 2), height: rounded(height, 2) };
}
