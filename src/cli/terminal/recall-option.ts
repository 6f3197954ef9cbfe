import { Option } from 'commander';
import { RECALL_THRESHOLDS, RECALLS, type Recall } from '../../detect/recall.js';
import { UsageError } from './exit.js';

/** `--recall`: a threshold by what it is for. */
export function recallOption(standard: Recall): Option {
  const levels = RECALLS.map((level) => `${level} ${RECALL_THRESHOLDS[level]}`).join(', ');
  return new Option(
    '--recall <level>',
    `a threshold by name: more faces found, and more false alarms (${levels}; default: ${standard})`,
  ).choices(RECALLS);
}

/** The threshold that both flags ask for, if any. Throws `UsageError` where both are given. */
export function thresholdOf({
  threshold,
  recall,
}: {
  threshold?: number | undefined;
  recall?: Recall | undefined;
}): number | undefined {
  if (threshold !== undefined && recall !== undefined)
    throw new UsageError('--threshold and --recall: choose one of them.');
  return recall === undefined ? threshold : RECALL_THRESHOLDS[recall];
}
