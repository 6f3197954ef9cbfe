import { RECALL_THRESHOLDS } from './recall.js';

/** Both errors alike. */
export const DETECT_RECALL = 'balanced';

/** What is used where nothing is said. At the threshold, precision on held-back photos is .80, recall .77. */
export const DETECT_DEFAULTS = {
  threshold: RECALL_THRESHOLDS[DETECT_RECALL],
  minFace: 0,
  nms: 0.4,
  tile: 2048,
  maxCandidates: 1000,
} as const;
