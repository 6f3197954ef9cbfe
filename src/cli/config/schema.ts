import { z } from 'zod';
import { detectFields } from '../../detect/options.js';
import { RECALLS } from '../../detect/recall.js';
import { redactFields } from '../../redact/options.js';
import { reportFields } from '../../report/options.js';

const { threshold, minFace, maxSide, nms, threads, device, precision, mirror, zoom, verify, maxCandidates } =
  detectFields;

/** How photos are looked at. */
export const LOOKING = {
  threshold: threshold.describe('Leave out faces less sure than this, 0 to 1; or else recall'),
  recall: z.enum(RECALLS, `expected one of ${RECALLS.join(', ')}`).describe('A threshold by name'),
  minFace: minFace.describe('Leave out faces less tall than this many pixels'),
  maxSide: maxSide.describe('Look at photos with a longer side scaled down to this: faster, blind to more'),
  nms: nms.describe('Overlap (IoU) above which the weaker of two boxes goes'),
  mirror: mirror.describe('Look at the mirror image of each photo as well'),
  zoom: zoom.describe('Look at each photo enlarged as well'),
  verify: verify.describe('Give small faces a second look; true by default'),
  maxCandidates: maxCandidates.describe('Faces of a photo that get the second look at most'),
  precision: precision.describe('In which numbers the networks compute'),
  device: device.describe('What the networks run on'),
  threads: threads.describe('Threads of the network'),
};

const { with: hiding, shape, scale, color, strength, check, keepMetadata } = redactFields;
const { title, view } = reportFields;
const { recall: _, ...lookingByScore } = LOOKING;

/** What a configuration may say of each command: how it works, and never what it works on or where its results go. */
export const SECTIONS = {
  detect: z.strictObject(LOOKING).partial(),
  redact: z
    .strictObject({
      ...LOOKING,
      with: hiding.describe('How to hide'),
      shape: shape.describe('Outline of what is hidden'),
      scale: scale.describe('Size of the mask over the size of the face'),
      color: color.describe('Colour of solid, as CSS writes it'),
      strength: strength.describe('Side of a cell of the mosaic, or sigma of the blur, over the size of the face'),
      check: check.describe('Look at the redacted picture again; true by default'),
      keepMetadata: keepMetadata.describe('Keep named properties of EXIF and XMP, the place of the photo included'),
    })
    .partial(),
  report: z
    .strictObject({
      ...lookingByScore,
      title: title.describe('The heading of the page'),
      view: view.describe('Longer side in pixels of the pictures that thumbnails open, 0 for none'),
    })
    .partial(),
};
/** A command that a configuration may speak of. */
export type Section = keyof typeof SECTIONS;

/** `farface.config.json`. */
export const configSchema = z
  .strictObject({ $schema: z.string('expected the address of a schema').describe('For editors'), ...SECTIONS })
  .partial()
  .describe('What a team always says to farface; options on the command line win.');
