import { RECALL_THRESHOLDS } from '../detect/recall.js';

/** How faces are hidden. */
export const HIDING = ['solid', 'mosaic', 'blur'] as const;

/** The outline of what is hidden. */
export const SHAPES = ['ellipse', 'box'] as const;

/** A face that stays visible is worse than a mask too many: chosen by what stays visible, not where both errors are alike. */
export const REDACT_RECALL = 'high';

/** What is used where nothing is said. */
export const REDACT_DEFAULTS = {
  threshold: RECALL_THRESHOLDS[REDACT_RECALL],
  with: 'solid',
  shape: 'ellipse',
  scale: 1.3,
  color: 'black',
  strength: 0.3,
  check: true,
  keepMetadata: false,
} as const;
