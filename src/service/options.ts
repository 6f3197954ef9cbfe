import * as z from 'zod';
import { combinationFields } from '../detect/combination.js';
import { DETECT_DEFAULTS, DETECT_RECALL } from '../detect/defaults.js';
import { scoredSchema } from '../detect/given-faces.js';
import { type DetectOptions, detectFields } from '../detect/options.js';
import { RECALL_THRESHOLDS, RECALLS, type Recall } from '../detect/recall.js';
import { InputError } from '../errors/errors.js';
import { integerBetween } from '../errors/validate.js';
import { pixelOf } from '../redact/color.js';
import { REDACT_DEFAULTS, REDACT_RECALL, redactFields } from '../redact/options.js';
import { videoFields } from '../video/options.js';
import { LONGEST_NAME } from './request/names.js';

const NAME = `expected a name of at most ${LONGEST_NAME} characters that can be printed`;

const levels = RECALLS.map((level) => `${level} ${RECALL_THRESHOLDS[level]}`).join(', ');

const image = z
  .string(NAME)
  .min(1, NAME)
  .max(LONGEST_NAME, NAME)
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, NAME)
  .describe('What the answer and errors call the picture: by default the name of the file, or "picture".');

/** How faces are found: the ranges are those of the library and of the command. */
const finding = (threshold: number, recall: Recall) => ({
  image: image.optional(),
  threshold: detectFields.threshold
    .optional()
    .describe(`Faces less sure than this are left out, 0 to 1 (default: ${threshold}).`),
  recall: z
    .enum(RECALLS, `expected one of ${RECALLS.join(', ')}`)
    .optional()
    .describe(`A threshold by name: ${levels} (default: ${recall}).`),
  minFace: detectFields.minFace.optional().describe('Faces less tall than this many pixels are left out.'),
  maxSide: detectFields.maxSide
    .optional()
    .describe('A picture with a longer side is looked at scaled down to this: faster, blind to more.'),
  nms: detectFields.nms
    .optional()
    .describe(`Overlap (IoU) above which the weaker box goes (default: ${DETECT_DEFAULTS.nms}).`),
});

const maxCandidates = detectFields.maxCandidates
  .optional()
  .describe(`Faces that get a second look, at most, the strongest first (default: ${DETECT_DEFAULTS.maxCandidates}).`);

/** What `detect` can be told. */
export const detectRequest = z.strictObject({
  ...finding(DETECT_DEFAULTS.threshold, DETECT_RECALL),
  maxCandidates,
});

const regions = (what: string) => `${what}: a JSON list of { x, y, width, height, frame? } in pixels, upright.`;

/** What `redact` can be told. */
export const redactRequest = z.strictObject({
  ...finding(REDACT_DEFAULTS.threshold, REDACT_RECALL),
  with: redactFields.with
    .optional()
    .describe(
      `How to hide; what mosaic and blur leave of a large face may be recognised (default: ${REDACT_DEFAULTS.with}).`,
    ),
  shape: redactFields.shape.optional().describe(`Outline of what is hidden (default: ${REDACT_DEFAULTS.shape}).`),
  scale: redactFields.scale
    .optional()
    .describe(`Size of the mask over the size of the face (default: ${REDACT_DEFAULTS.scale}).`),
  color: redactFields.color
    .optional()
    .describe(`Colour of solid, such as white or #ff8800 (default: ${REDACT_DEFAULTS.color}).`),
  strength: redactFields.strength
    .optional()
    .describe(
      `Side of the mosaic's cells, or sigma of the blur, over the face's size (default: ${REDACT_DEFAULTS.strength}).`,
    ),
  check: redactFields.check
    .optional()
    .describe(
      `Whether the redacted picture is looked at again, and what is still found is hidden (default: ${REDACT_DEFAULTS.check}).`,
    ),
  keepMetadata: redactFields.keepMetadata
    .optional()
    .describe(
      `Keeps EXIF and XMP, the place of the photo included, without thumbnails (default: ${REDACT_DEFAULTS.keepMetadata}).`,
    ),
  keep: redactFields.keep.optional().describe(regions('Faces to leave as they are')),
  also: redactFields.also.optional().describe(regions('Regions to hide besides what is found')),
  only: redactFields.only
    .optional()
    .describe(`${regions('Hides exactly these')} Nothing is detected, and nothing is checked.`),
  size: redactFields.size
    .optional()
    .describe('Size of the picture that these regions were made for, as JSON: one of another size is refused.'),
});

/** What is said of videos besides. */
const watching = {
  every: integerBetween(1, 1000)
    .optional()
    .describe(
      'Of videos: looks at every so many frames only. Faster, and who is seen for less than that many may stay visible (default: 1).',
    ),
};

/** What a job can be told. */
export const detectJobRequest = detectRequest.omit({ image: true }).extend(watching);
export const redactJobRequest = redactRequest.omit({ image: true }).extend({
  ...watching,
  quality: videoFields.quality
    .optional()
    .describe('Of videos: 0 (worst) to 100 (default: what is lost is not seen, in a file not much larger).'),
});

/** What `verify` can be told. */
export const verifyRequest = z.strictObject({
  image: image.optional(),
  faces: scoredSchema.describe('What a detector found: a JSON list of { box: { x, y, width, height }, score }.'),
  maxCandidates,
  nms: detectFields.nms
    .optional()
    .describe(
      `Of faces that are moved onto one place, overlapping by more than this, the surest stays (default: ${DETECT_DEFAULTS.nms}).`,
    ),
  weight: combinationFields.weight.optional().describe('Share of the second stage in the combined score, 0 to 1.'),
  bias: combinationFields.bias.optional().describe('Added to the logit of the combined score.'),
  lift: combinationFields.lift.optional().describe('Added to it for each halving of the height below 20 pixels.'),
  boxWeight: combinationFields.boxWeight.optional().describe('Share of the second stage in the combined box, 0 to 1.'),
  maxHeight: combinationFields.maxHeight.optional().describe('Taller faces keep their score.'),
  minProposal: combinationFields.minProposal.optional().describe('Weaker faces keep their score.'),
  maxProposal: combinationFields.maxProposal.optional().describe('Surer faces keep their score.'),
});

/** The threshold that is meant. Throws `InputError` where it is given twice over. */
export function withThreshold<Options extends Pick<DetectOptions, 'threshold'> & { recall?: Recall | undefined }>({
  recall,
  ...options
}: Options): Omit<Options, 'recall'> {
  if (recall === undefined) return options;
  if (options.threshold !== undefined) throw new InputError('threshold and recall: choose one of them.');
  return { ...options, threshold: RECALL_THRESHOLDS[recall] };
}

/** Throws `InputError` where it is no colour: now, and not once the faces are found. */
export function checkColor({ color }: { readonly color?: string | undefined }): void {
  if (color !== undefined) pixelOf(color, { color: 'rgb', channels: 3, hasAlpha: false, bits: 8 });
}
