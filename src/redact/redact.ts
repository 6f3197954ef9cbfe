import { platform } from '#platform';
import type { Detector } from '../detect/detector.js';
import { PhotoGate } from '../detect/photo-gate.js';
import { Seen } from '../detect/seen.js';
import { validate } from '../errors/validate.js';
import type { Photo } from '../image/photo.js';
import type { FileSource } from '../platform/port.js';
import { pixelOf } from './color.js';
import { Cover } from './cover.js';
import { isCovered, maskOver } from './mask.js';
import { checkNamed, isKept, namedToHide } from './named.js';
import { type RedactOptions, type RedactSettings, redactOptions } from './options.js';
import type { HiddenRegion } from './region.js';
import { writeRedaction } from './write-redaction.js';

/** A picture file with its faces hidden. */
export interface Redaction {
  /** The bytes of the file, in the format of the one that was read. */
  readonly data: Uint8Array;
  /** The format as sharp calls it: `jpeg`, `png`, `webp`, `heif` (AVIF), `tiff` or `gif`. */
  readonly format: string;
  /** Size of the upright picture, of one frame if it is animated. */
  readonly width: number;
  readonly height: number;
  /** What was hidden, in the order in which it was. */
  readonly regions: readonly HiddenRegion[];
  /** What the last check still found: look at these, and name them in `also`, or choose `solid` or a larger scale. */
  readonly remaining: readonly HiddenRegion[];
  /** What was wrong with the file and did not keep it from being redacted; each names the photo. */
  readonly warnings: readonly string[];
  /** Faces below the threshold that are in plain view, where `nearly` asked for them. */
  readonly nearly: readonly HiddenRegion[];
}

/** One call of `redact`. */
export interface RedactCall extends RedactOptions {
  /** What errors call the picture; by default its path. */
  readonly name?: string;
  /** Stops between two steps; the signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the work that is done, above 0 to 1: half of it is the first look. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * However many calls overlap, few photos are in memory: one is read and one written beside those that the detector's networks
 * look at; of large ones one.
 */
const GATES = new WeakMap<Detector, PhotoGate>();

/** Checks after which what is still found is reported instead of hidden once more. */
const ROUNDS = 6;

/**
 * Hides the faces of a photo, and looks again whether they are hidden. The file that comes back has the format, the
 * depth, the colour profile and the quality of the one that was read, without its metadata: EXIF tells where a photo
 * was taken, and its thumbnail shows the faces. Every frame of an animation and every page of a TIFF is redacted, and
 * where a picture is transparent also what its transparency hides. The file is decoded anew and compared before it comes
 * back: what it shows behind each mask is the mask.
 *
 * @param source a file's path or `file:` URL, or the bytes of a file (JPEG, PNG, WebP, AVIF, TIFF, GIF)
 * @param detector finds the faces; `createDetector()` makes one
 * @throws InputError where the photo cannot be read, an option is wrong, or the redacted file would not show what it must
 * @example
 * import { writeFile } from 'node:fs/promises';
 *
 * const detector = await createDetector();
 * const { data, regions, remaining } = await redact('crowd.jpg', detector, { with: 'mosaic' });
 * if (remaining.length === 0) await writeFile('crowd.redacted.jpg', data);
 */
export async function redact(source: FileSource, detector: Detector, call: RedactCall = {}): Promise<Redaction> {
  const { name = platform.nameOf(source), signal, onProgress, ...options } = call;
  const settings = validate(redactOptions, options);
  const gate = GATES.get(detector) ?? new PhotoGate(2 + detector.photos);
  GATES.set(detector, gate);
  const { admit, leave } = await gate.enter();
  try {
    return await redactFile(source, detector, { name, settings, signal, onProgress, admit });
  } finally {
    leave();
  }
}

/** What one call has made of its options. */
interface RedactWork {
  readonly name: string;
  readonly settings: RedactSettings;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: RedactCall['onProgress'];
  readonly admit: (pixels: number) => Promise<void>;
}

async function redactFile(
  source: FileSource,
  detector: Detector,
  { name, settings, signal, onProgress, admit }: RedactWork,
): Promise<Redaction> {
  const file = await platform.readBytes(source, name);
  const photo = await platform.decodePhoto(file, { name, admit });
  const { frames, warnings } = photo;

  // Each look takes half of what is left: how many there will be nobody knows.
  let looks = 0;
  const seen = new Seen();
  const look = (photo: Photo, round: number) => {
    const left = 2 ** -looks++;
    const progress = (share: number) => onProgress?.(1 - left * (1 - share / 2));
    return findRegions(photo, detector, settings, round, { seen, signal, onProgress: progress });
  };
  checkNamed(settings, frames, name);
  const { only, found } = settings;
  const first = only || found ? [] : await look(photo, 0);
  const regions = [...(found ?? first.filter(isSure(settings))), ...namedToHide(settings, frames.length)];

  const isGif = photo.writing.format === 'gif';
  const covers = frames.map((frame) => new Cover(frame, settings, pixelOf(settings.color, frame.layout), isGif));
  const hide = (hidden: readonly HiddenRegion[]) => {
    for (const [frame, cover] of covers.entries()) cover.hide(hidden.filter((region) => region.frame === frame));
  };
  hide(regions);
  const checks = settings.check && !only && regions.length > 0;
  // What the file shows is not in memory any more when a next one is written.
  const writeAndCheck = async (round: number) => {
    signal?.throwIfAborted();
    const { photo: shown, data, format } = await writeRedaction({ file, photo, regions, settings, name });
    const sure = checks ? (await look(shown, round)).filter(isSure(settings)) : [];
    return { data, format, remaining: sure.filter((region) => !isHidden(region, regions, settings)) };
  };
  let written = await writeAndCheck(1);
  for (let round = 1; written.remaining.length > 0 && round <= ROUNDS; round++) {
    hide(written.remaining);
    for (const region of written.remaining) regions.push(region);
    written = await writeAndCheck(round + 1);
  }
  const nearly = first.filter((region) => !isSure(settings)(region) && !isUnder(region, regions, settings));
  onProgress?.(1);
  const { width, height } = frames[0]!;
  return { ...written, ...{ width, height, regions, nearly, warnings } };
}

/** The faces of all frames, down to the least score that is asked for, without those to keep. */
async function findRegions(
  photo: Photo,
  detector: Detector,
  settings: RedactSettings,
  round: number,
  call: Pick<RedactCall, 'signal' | 'onProgress'> & { readonly seen: Seen },
): Promise<HiddenRegion[]> {
  const { minFace, maxSide, nms, threshold, nearly = threshold, keep } = settings;
  const options = { minFace, maxSide, nms, threshold: Math.min(nearly, threshold), ...call };
  const { faces } = await detector.detectPhoto(photo, options);
  return faces.flatMap(({ box, score, frame = 0 }) => (isKept(box, frame, keep) ? [] : [{ box, score, frame, round }]));
}

const isSure =
  ({ threshold }: RedactSettings) =>
  ({ score = 1 }: HiddenRegion) =>
    score >= threshold;

/** Whether nobody can be seen there: behind solid masks that is certain, behind others only a check that finds nothing says so. */
function isHidden(region: HiddenRegion, regions: readonly HiddenRegion[], settings: RedactSettings): boolean {
  return settings.with === 'solid' && isUnder(region, regions, settings);
}

/** Whether masks of the frame, were they solid, would hide a face. */
function isUnder(
  { box, frame }: HiddenRegion,
  regions: readonly HiddenRegion[],
  { shape, scale }: RedactSettings,
): boolean {
  const masks = regions.filter((region) => region.frame === frame).map((region) => maskOver(region.box, shape, scale));
  return isCovered(box, masks);
}
