import { platform } from '#platform';
import { InputError } from '../errors/errors.js';
import { differenceOf } from '../image/difference.js';
import type { Frame, Photo, Writing } from '../image/photo.js';
import { maskOver, type Span, spansOf } from './mask.js';
import type { RedactSettings } from './options.js';
import type { HiddenRegion } from './region.js';

/** What a file that was written must show. */
export interface ExpectedRedaction {
  /** How it was written. */
  readonly writing: Writing;
  /** With everything painted that is to be hidden. */
  readonly frames: readonly Frame[];
  readonly regions: readonly Pick<HiddenRegion, 'box' | 'frame'>[];
  readonly settings: Pick<RedactSettings, 'shape' | 'scale'>;
}

/**
 * How far samples behind a mask may be from the mask's: the root of their mean square, in 255ths. Over a whole frame it is
 * twice as far, for what is outside masks is finer than they are. Formats that lose nothing may differ in nothing.
 */
const TOLERANCE = { jpeg: 20, webp: 20, heif: 20, gif: 24, tiff: 20 } as const;

/** A file does not show what it must, and must not be published. */
export class VerificationError extends InputError {}

/**
 * Decodes a redacted file from the bytes that are about to be written, and compares it with what it must show: as many
 * frames, of the same size and the same way up, the mask's pixels inside each mask, and elsewhere the picture that was
 * looked at.
 *
 * @returns what the file shows, for another look at it
 * @throws VerificationError that begins with `name` and says what differs
 */
export async function verifyRedaction(data: Uint8Array, expected: ExpectedRedaction, name: string): Promise<Photo> {
  const fail = (what: string): never => {
    throw new VerificationError(
      `${name}: the redacted file ${what}, so it is not written. Convert the photo to PNG, and redact that.`,
    );
  };
  const photo = await platform
    .decodePhoto(data, { name })
    .catch((error: Error) => fail(`cannot be read (${error.message})`));
  const { writing, settings } = expected;
  if (photo.writing.format !== writing.format) fail(`is ${photo.writing.format} instead of ${writing.format}`);
  const { frames, numbers } = framesOf(expected.frames, photo.frames.length);
  if (photo.frames.length !== frames.length) fail(`has ${photo.frames.length} frames instead of ${frames.length}`);
  const regions = new Map<number, HiddenRegion['box'][]>();
  for (const { box, frame } of expected.regions) {
    const boxes = regions.get(numbers[frame]!);
    if (boxes) boxes.push(box);
    else regions.set(numbers[frame]!, [box]);
  }
  for (const [index, frame] of frames.entries()) {
    const written = photo.frames[index]!;
    const where = frames.length > 1 ? ` in frame ${index}` : '';
    const { width, height } = frame;
    if (written.width !== width || written.height !== height) {
      fail(`has ${written.width} × ${written.height} pixels${where} instead of ${width} × ${height}`);
    }
    const tolerance = toleranceOf(writing, index);
    const apart = (spans: Iterable<Span>) => differenceOf(frame, written, spans);
    const everywhere = apart(rowsOf(frame));
    if (!(everywhere <= 2 * tolerance)) fail(`is not the picture that was looked at${where}`);
    for (const box of regions.get(index) ?? []) {
      const { shape, scale } = settings;
      if (apart(spansOf(maskOver(box, shape, scale), width, height)) <= tolerance) continue;
      fail(`does not hide what is at ${Math.round(box.x)},${Math.round(box.y)}${where}`);
    }
  }
  return photo;
}

function toleranceOf(writing: Writing, page: number): number {
  const lossless =
    writing.format === 'png' ||
    (writing.format === 'webp' && writing.quality === 'lossless') ||
    (writing.format === 'tiff' && writing.pages[page] === 'deflate');
  return lossless ? 0 : TOLERANCE[writing.format];
}

/**
 * The frames that a file of `count` frames has: encoders of WebP make one, shown for longer, of neighbours that are
 * equal. `numbers` says which of them each frame became.
 */
function framesOf(frames: readonly Frame[], count: number): { frames: readonly Frame[]; numbers: readonly number[] } {
  if (frames.length === count) return { frames, numbers: [...frames.keys()] };
  const kept: Frame[] = [];
  const numbers = frames.map((frame) => {
    const last = kept.at(-1);
    if (!last || differenceOf(last, frame, rowsOf(frame)) > 0) kept.push(frame);
    return kept.length - 1;
  });
  return { frames: kept, numbers };
}

function* rowsOf({ width, height }: Frame): Generator<Span> {
  for (let y = 0; y < height; y++) yield { y, from: 0, to: width };
}
