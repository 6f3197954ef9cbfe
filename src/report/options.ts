import { z } from 'zod';
import { integerBetween } from '../errors/validate.js';

/** What can be set, and in which range. */
export const reportFields = {
  /** The page's heading. */
  title: z.string('expected a text').min(1, 'expected a text'),
  /** A line below the heading, such as the settings that the faces were found with. */
  note: z.string('expected a text'),
  /** Longer side in pixels of the picture that a thumbnail opens; 0 leaves it out, and the file is a tenth as large. */
  view: integerBetween(0, 4096, 'pixels'),
};

/** What is used where nothing is said. */
export const REPORT_DEFAULTS = { title: 'Faces found', view: 1600 } as const;

/** How the page looks. */
export const reportOptions = z.strictObject({
  title: reportFields.title.default(REPORT_DEFAULTS.title),
  note: reportFields.note.optional(),
  view: reportFields.view.default(REPORT_DEFAULTS.view),
});

export type ReportOptions = z.input<typeof reportOptions>;
