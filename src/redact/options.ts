import { z } from 'zod';
import { detectFields, detectOptions } from '../detect/options.js';
import { numberBetween } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';
import { HIDING, REDACT_DEFAULTS, SHAPES } from './defaults.js';

export { HIDING, REDACT_DEFAULTS, REDACT_RECALL, SHAPES } from './defaults.js';

const side = (name: string) => z.number(`expected a number of pixels for ${name}`);

/** A region that the user names, in pixels of the upright photo. */
export interface NamedRegion extends Box {
  /** The frame of an animation, or the page of a TIFF, from 0: absent, it is hidden in all of them, and kept in the first. */
  readonly frame?: number;
}

const regionSchema: z.ZodType<NamedRegion, NamedRegion> = z.object(
  {
    ...{ x: side('x'), y: side('y'), width: side('width').positive(), height: side('height').positive() },
    frame: z.int('expected the number of a frame').nonnegative('expected the number of a frame').exactOptional(),
  },
  'expected { x, y, width, height } in pixels',
);

/** A face that was found before, in pixels of the upright photo. */
const foundSchema = z.object({
  box: z.object(
    { x: side('x'), y: side('y'), width: side('width').positive(), height: side('height').positive() },
    'expected { x, y, width, height } in pixels',
  ),
  score: numberBetween(0, 1).exactOptional(),
  frame: z.int('expected the number of a frame').nonnegative('expected the number of a frame').default(0),
  /** As of `HiddenRegion`: the higher it is, the more strongly a mosaic or a blur hides. */
  round: z.int('expected a whole number').min(0, 'expected a number from 0').max(16, 'expected at most 16').default(0),
});

/** What can be set about hiding, and in which range. */
export const redactFields = {
  with: z.enum(HIDING, `expected ${HIDING.join(', ')}`),
  shape: z.enum(SHAPES, `expected ${SHAPES.join(' or ')}`),
  scale: numberBetween(0.5, 10),
  color: z.string('expected a CSS colour').min(1, 'expected a CSS colour'),
  strength: numberBetween(0.05, 4),
  check: z.boolean('expected true or false'),
  keepMetadata: z.boolean('expected true or false'),
  keep: z.array(regionSchema),
  also: z.array(regionSchema),
  only: z.array(regionSchema),
  found: z.array(foundSchema),
  size: z.object({ width: side('width'), height: side('height') }, 'expected { width, height } in pixels'),
  nearly: numberBetween(0, 1),
};

/** What `redact` can be told, beside what it passes on to the detector; how far a second stage goes is the detector's. */
export const redactOptions = detectOptions.omit({ maxCandidates: true }).extend({
  /** Faces less sure than this are left as they are, 0 to 1; `RECALL_THRESHOLDS.high` by default. */
  threshold: detectFields.threshold.default(REDACT_DEFAULTS.threshold),
  /**
   * `solid` leaves nothing to guess from; `mosaic` and `blur` keep the look of the scene, and what they leave of a
   * large face can be matched against photos of the same person.
   */
  with: redactFields.with.default(REDACT_DEFAULTS.with),
  /** `ellipse` follows a head, `box` hides more. */
  shape: redactFields.shape.default(REDACT_DEFAULTS.shape),
  /** Size of the mask over the size of the face's box: above 1 so that chin, ears and hairline are hidden too. */
  scale: redactFields.scale.default(REDACT_DEFAULTS.scale),
  /** Colour of `solid`, as CSS writes it: `black`, `#ff8800`, `rgb(255, 136, 0)`. */
  color: redactFields.color.default(REDACT_DEFAULTS.color),
  /** Side of a cell of the mosaic, or sigma of the blur, over the face's size √(width · height). */
  strength: redactFields.strength.default(REDACT_DEFAULTS.strength),
  /** Looks at the redacted picture again, and redacts what is still found, up to three times. */
  check: redactFields.check.default(REDACT_DEFAULTS.check),
  /** Keeps named properties of EXIF, GPS, IPTC and XMP, written anew; all else goes, as it could show the faces. */
  keepMetadata: redactFields.keepMetadata.default(REDACT_DEFAULTS.keepMetadata),
  /** Regions to leave as they are: faces whose overlap with one of them is more than a third (IoU). */
  keep: redactFields.keep.default([]),
  /** Regions to redact besides what is found. */
  also: redactFields.also.default([]),
  /** Redacts exactly these regions: nothing is detected, and nothing is checked. */
  only: redactFields.only.optional(),
  /** Faces that were found before, to be hidden whatever their score: no first look is taken then, but the checks are. */
  found: redactFields.found.optional(),
  /** Size of the upright picture that the regions above were made for: one of another size is refused. */
  size: redactFields.size.optional(),
  /** Also lists faces below the threshold, down to this score: the ones that a person should look at. */
  nearly: redactFields.nearly.optional(),
});

/**
 * How to find faces and how to hide them.
 *
 * @interface
 */
export type RedactOptions = z.input<typeof redactOptions>;
export type RedactSettings = z.output<typeof redactOptions>;
