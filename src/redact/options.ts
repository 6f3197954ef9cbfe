import { z } from 'zod';
import { detectOptions } from '../detect/options.js';
import { numberBetween } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';

const side = (name: string) => z.number(`expected a number of pixels for ${name}`);

/** A region that the user names, in pixels of the upright photo. */
const boxSchema: z.ZodType<Box> = z.object(
  { x: side('x'), y: side('y'), width: side('width').positive(), height: side('height').positive() },
  'expected { x, y, width, height } in pixels',
);

/** How faces are hidden. */
export const HIDING = ['solid', 'mosaic', 'blur'] as const;

/** The outline of what is hidden. */
export const SHAPES = ['ellipse', 'box'] as const;

/** What can be set about hiding, and in which range. */
export const redactFields = {
  /**
   * `solid` leaves nothing to guess from; `mosaic` and `blur` keep the look of the scene, and what they leave of a
   * large face can be matched against photos of the same person.
   */
  with: z.enum(HIDING, `expected ${HIDING.join(', ')}`),
  /** `ellipse` follows a head, `box` hides more. */
  shape: z.enum(SHAPES, `expected ${SHAPES.join(' or ')}`),
  /** Size of the mask over the size of the face's box: above 1 so that chin, ears and hairline are hidden too. */
  scale: numberBetween(0.5, 10),
  /** Colour of `solid`, as CSS writes it: `black`, `#ff8800`, `rgb(255, 136, 0)`. */
  color: z.string('expected a CSS colour').min(1, 'expected a CSS colour'),
  /** Side of a cell of the mosaic, or sigma of the blur, over the face's size √(width · height). */
  strength: numberBetween(0.05, 4),
  /** Looks at the redacted picture again, and redacts what is still found, up to three times. */
  check: z.boolean('expected true or false'),
  /** Keeps EXIF and XMP, the place of the photo included; embedded thumbnails go anyway, as they show the faces. */
  keepMetadata: z.boolean('expected true or false'),
  /** Regions to leave as they are: faces whose overlap with one of them is more than a third (IoU). */
  keep: z.array(boxSchema),
  /** Regions to redact besides what is found. */
  also: z.array(boxSchema),
  /** Redacts exactly these regions: nothing is detected, and nothing is checked. */
  only: z.array(boxSchema),
  /** Also lists faces below the threshold, down to this score: the ones that a person should look at. */
  nearly: numberBetween(0, 1),
};

/** What is used where nothing is said. */
export const REDACT_DEFAULTS = {
  with: 'solid',
  shape: 'ellipse',
  scale: 1.3,
  color: 'black',
  strength: 0.3,
  check: true,
  keepMetadata: false,
} as const;

/** What `redact` can be told, beside what it passes on to the detector; how far a second stage goes is the detector's. */
export const redactOptions = detectOptions.omit({ maxCandidates: true }).extend({
  with: redactFields.with.default(REDACT_DEFAULTS.with),
  shape: redactFields.shape.default(REDACT_DEFAULTS.shape),
  scale: redactFields.scale.default(REDACT_DEFAULTS.scale),
  color: redactFields.color.default(REDACT_DEFAULTS.color),
  strength: redactFields.strength.default(REDACT_DEFAULTS.strength),
  check: redactFields.check.default(REDACT_DEFAULTS.check),
  keepMetadata: redactFields.keepMetadata.default(REDACT_DEFAULTS.keepMetadata),
  keep: redactFields.keep.default([]),
  also: redactFields.also.default([]),
  only: redactFields.only.optional(),
  nearly: redactFields.nearly.optional(),
});

export type RedactOptions = z.input<typeof redactOptions>;
export type RedactSettings = z.output<typeof redactOptions>;
