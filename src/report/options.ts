import { z } from 'zod';
import { integerBetween } from '../errors/validate.js';

/** What is used where nothing is said. */
export const REPORT_DEFAULTS = { title: 'Faces found', view: 1600 } as const;

/** What can be set, and in which range. */
export const reportFields = {
  title: z.string('expected a text').min(1, 'expected a text'),
  note: z.string('expected a text'),
  view: integerBetween(0, 4096, 'pixels'),
};

/** How the page looks. */
export const reportOptions = z.strictObject({
  /** The page's heading. */
  title: reportFields.title.default(REPORT_DEFAULTS.title),
  /** A line below the heading, such as the settings that the faces were found with. */
  note: reportFields.note.optional(),
  /** Longer side in pixels of the picture that a thumbnail opens; 0 leaves it out, and the file is a quarter as large. */
  view: reportFields.view.default(REPORT_DEFAULTS.view),
});

/**
 * How the page looks.
 *
 * @interface
 */
export type ReportOptions = z.input<typeof reportOptions>;
export type ReportSettings = z.output<typeof reportOptions>;
