import { RECALL_THRESHOLDS, type Recall } from '../../detect/recall.js';
import { REDACT_RECALL } from '../../redact/defaults.js';

/** How much the page hides: the command's `--recall`, in words. */
export interface Strictness {
  readonly recall: Exclude<Recall, 'low'>;
  /** Faces with this score or more are hidden, 0 to 1. */
  readonly threshold: number;
  /** Faces from this score on are shown as nearly found. */
  readonly nearly: number;
  /** One face in so many stays visible. */
  readonly visibleIn: number;
  /** Masks a photo that hide something else. */
  readonly falseMasks: number;
}

/** What stays visible, and how many masks are false, is as `RECALL_THRESHOLDS` says. */
export const STRICTNESS: readonly Strictness[] = [
  { recall: 'balanced', threshold: RECALL_THRESHOLDS.balanced, nearly: 0.25, visibleIn: 5, falseMasks: 2 },
  { recall: 'high', threshold: RECALL_THRESHOLDS.high, nearly: 0.2, visibleIn: 6, falseMasks: 4 },
  { recall: 'highest', threshold: RECALL_THRESHOLDS.highest, nearly: 0.16, visibleIn: 7, falseMasks: 8 },
];

/** The score down to which faces are looked for, so that another strictness needs no second look. */
export const LOWEST_SCORE = Math.min(...STRICTNESS.map(({ nearly }) => nearly));

export const DEFAULT_STRICTNESS: Strictness = STRICTNESS.find(({ recall }) => recall === REDACT_RECALL)!;
