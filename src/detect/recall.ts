/** How much is to be found, at the price of false alarms. */
export const RECALLS = ['low', 'balanced', 'high', 'highest'] as const;
/** One of them. */
export type Recall = (typeof RECALLS)[number];

/**
 * The threshold of each: those that gave about 1, 2, 4 and 8 false masks a photo on the photos held back from training (17
 * faces a photo). Of the faces there of 4 pixels and more, .27, .21, .18 and .14 stayed visible (`farface evaluate` says
 * what that means).
 */
export const RECALL_THRESHOLDS: Readonly<Record<Recall, number>> = {
  low: 0.5,
  balanced: 0.4,
  high: 0.35,
  highest: 0.27,
};
