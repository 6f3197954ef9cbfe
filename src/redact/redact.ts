import type { Detector } from '../detect/detector.js';
import { validate } from '../errors/validate.js';
import { iou } from '../geometry/box.js';
import { readBytes } from '../platform/node/bytes.js';
import { pixelOf } from './color.js';
import { Cover } from './cover.js';
import { coveredShare, maskOver } from './mask.js';
import { checkNamed } from './named.js';
import { type NamedRegion, type RedactOptions, type RedactSettings, redactOptions } from './options.js';
import { Picture } from './picture.js';
import type { HiddenRegion } from './region.js';

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
  /** Faces below the threshold that are in plain view, where `nearly` asked for them. */
  readonly nearly: readonly HiddenRegion[];
}

/** One call of `redact`. */
export interface RedactCall extends RedactOptions {
  /** What errors call the picture; by default its path. */
  readonly name?: string;
  /** Stops between two steps; the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Checks after which what is still found is reported instead of hidden once more. */
const ROUNDS = 3;

/** A box of which solid masks cover this much shows nobody, whatever the detector takes the mask itself for. */
const HIDDEN = 0.75;

/** Overlap (IoU) above which a face is the one that the user wants to keep. */
const SAME = 1 / 3;

/**
 * Hides the faces of a photo, and looks again whether they are hidden. The file that comes back has the format, the
 * depth, the colour profile and the quality of the one that was read, without its metadata: EXIF tells where a photo
 * was taken, and its thumbnail shows the faces. Every frame of an animation and every page of a TIFF is redacted.
 *
 * @param source a file's path, or the bytes of a file (JPEG, PNG, WebP, AVIF, TIFF, GIF)
 * @param detector finds the faces; `createDetector()` makes one
 * @throws InputError where the photo cannot be read or an option is wrong
 * @example
 * const detector = await createDetector();
 * const { data, regions, remaining } = await redact('crowd.jpg', detector, { with: 'mosaic' });
 * if (remaining.length === 0) await writeFile('crowd.redacted.jpg', data);
 */
export async function redact(
  source: string | Uint8Array,
  detector: Detector,
  call: RedactCall = {},
): Promise<Redaction> {
  const { name = typeof source === 'string' ? source : 'picture', signal, ...options } = call;
  const settings = validate(redactOptions, options);
  const file = typeof source === 'string' ? await readBytes(source, name) : source;
  const picture = await Picture.open(file, name);
  checkNamed(settings, picture, name);

  const look = (data: Uint8Array, round: number) => findRegions(data, picture, detector, settings, round, signal);
  const first = settings.only ? [] : await look(file, 0);
  const named = settings.only ?? settings.also;
  const regions = [...first.filter(isSure(settings)), ...named.flatMap((region) => inItsFrames(region, picture))];

  const pixel = pixelOf(settings.color, picture.layout);
  const covers = Array.from(
    { length: picture.frames },
    (_, frame) => new Cover(picture.surface(frame), settings, pixel),
  );
  const hide = (hidden: readonly HiddenRegion[]) => {
    for (const [frame, cover] of covers.entries()) cover.hide(hidden.filter((region) => region.frame === frame));
  };
  hide(regions);
  let data = await picture.encode(settings);
  let remaining: HiddenRegion[] = [];
  if (settings.check && !settings.only && regions.length > 0) {
    for (let round = 1; ; round++) {
      const seen = (await look(data, round)).filter(isSure(settings));
      remaining = seen.filter((region) => !isHidden(region, regions, settings));
      if (remaining.length === 0 || round > ROUNDS) break;
      hide(remaining);
      regions.push(...remaining);
      data = await picture.encode(settings);
    }
  }
  const nearly = first.filter((region) => !isSure(settings)(region) && !isCovered(region, regions, settings));
  return {
    data,
    format: picture.header.format,
    width: picture.width,
    height: picture.height,
    regions,
    remaining,
    nearly,
  };
}

/** The faces of the file, or of all its frames, down to the least score that is asked for, without those to keep. */
async function findRegions(
  data: Uint8Array,
  picture: Picture,
  detector: Detector,
  settings: RedactSettings,
  round: number,
  signal: AbortSignal | undefined,
): Promise<HiddenRegion[]> {
  const { minFace, maxSide, nms, threshold, nearly = threshold, keep } = settings;
  const options = { minFace, maxSide, nms, threshold: Math.min(nearly, threshold), ...(signal && { signal }) };
  const regions: HiddenRegion[] = [];
  for (let frame = 0; frame < picture.frames; frame++) {
    const { faces } = await detector.detect(picture.frames === 1 ? data : await picture.frame(frame), options);
    for (const { box, score } of faces) {
      if (!keep.some((kept) => (kept.frame ?? 0) === frame && iou(kept, box) > SAME))
        regions.push({ box, score, frame, round });
    }
  }
  return regions;
}

const isSure =
  ({ threshold }: RedactSettings) =>
  ({ score = 1 }: HiddenRegion) =>
    score >= threshold;

function inItsFrames({ frame: only, ...box }: NamedRegion, { frames }: Picture): HiddenRegion[] {
  if (only !== undefined) return [{ box, frame: only, round: 0 }];
  return Array.from({ length: frames }, (_, frame) => ({ box, frame, round: 0 }));
}

/** Whether nobody can be seen there: behind solid masks that is certain, behind others only a check that finds nothing says so. */
function isHidden(region: HiddenRegion, regions: readonly HiddenRegion[], settings: RedactSettings): boolean {
  return settings.with === 'solid' && isCovered(region, regions, settings);
}

function isCovered(
  { box, frame }: HiddenRegion,
  regions: readonly HiddenRegion[],
  { shape, scale }: RedactSettings,
): boolean {
  const masks = regions.filter((region) => region.frame === frame).map((region) => maskOver(region.box, shape, scale));
  return coveredShare(box, masks) >= HIDDEN;
}
