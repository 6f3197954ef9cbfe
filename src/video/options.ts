import { z } from 'zod';
import { numberBetween, validate } from '../errors/validate.js';
import { redactOptions } from '../redact/options.js';

/** How fine results are where nothing is said: what is lost is not seen. */
export const VIDEO_DEFAULTS = { quality: 80 } as const;

/** Of cameras and streams: seconds that each frame waits before it is written. */
export const LIVE_DEFAULTS = { delay: 2 } as const;

/** What can be set about videos, and in which range. */
export const videoFields = {
  quality: numberBetween(0, 100),
  delay: numberBetween(0, 60, 'seconds'),
};

const { with: hiding, shape, scale, color, strength } = redactOptions.shape;

const coverOptions = z.strictObject({
  ...{ with: hiding, shape, scale, color, strength },
  /**
   * 0 (worst) to 100. By default what is lost is not seen, and the file does not become much larger than the source; a number
   * is kept to whatever the size.
   */
  quality: videoFields.quality.optional(),
});

/**
 * How faces in a video are hidden.
 *
 * @interface
 */
export type CoverOptions = z.input<typeof coverOptions>;
export type CoverSettings = z.output<typeof coverOptions>;

export function coverSettings(options: CoverOptions): CoverSettings {
  return validate(coverOptions, options);
}
