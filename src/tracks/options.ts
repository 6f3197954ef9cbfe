import { z } from 'zod';
import { numberBetween, validate } from '../errors/validate.js';

/** What is used where nothing is said; chosen on moving pictures made of held-back photos, see docs/video-tracks.md. */
export const TRACK_DEFAULTS = {
  threshold: 0.35,
  gap: 1,
  coast: 0.2,
  padding: 3,
} as const;

/** What a detector is run at so that tracks see the unsure faces too, 0 to 1. */
export const LOW_THRESHOLD = 0.06;

/** What a detector is run at where tracks are covered from `threshold` on. */
export function lookThreshold(threshold: number = TRACK_DEFAULTS.threshold): number {
  return Math.min(LOW_THRESHOLD, threshold);
}

/** What can be set about tracks, and in which range. */
export const trackFields = {
  threshold: numberBetween(0, 1),
  gap: numberBetween(0, 60, 'seconds'),
  coast: numberBetween(0, 60, 'seconds'),
  padding: numberBetween(0, 1000, 'pixels'),
};

const trackOptions = z.strictObject({
  /**
   * A track is covered where the detector was this sure of one of its boxes, 0 to 1, more than half as sure of three, or a fifth
   * as sure on average for half a second; of faces smaller than 48 pixels less is enough, in proportion. Less sure faces go on
   * with tracks, or begin them.
   */
  threshold: trackFields.threshold.default(TRACK_DEFAULTS.threshold),
  /** For how many seconds a face may go unseen and still be the same one. */
  gap: trackFields.gap.default(TRACK_DEFAULTS.gap),
  /** For how many seconds a track goes on before its first detection and after its last. */
  coast: trackFields.coast.default(TRACK_DEFAULTS.coast),
  /** Pixels that are covered beyond each side of a face's box: for tiny faces they count more than anything else. */
  padding: trackFields.padding.default(TRACK_DEFAULTS.padding),
});

/**
 * How faces are linked and how much around them is covered.
 *
 * @interface
 */
export type TrackOptions = z.input<typeof trackOptions>;
export type TrackSettings = z.output<typeof trackOptions>;

export function trackSettings(options: TrackOptions): TrackSettings {
  return validate(trackOptions, options);
}
