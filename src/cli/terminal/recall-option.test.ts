import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECALL_THRESHOLDS, RECALLS } from '../../detect/recall.js';
import { redactOptions } from '../../redact/options.js';
import { thresholdOf } from './recall-option.js';

test('a level of recall is a threshold, and higher levels are lower ones', () => {
  const thresholds = RECALLS.map((recall) => thresholdOf({ recall })!);
  assert.deepEqual(
    thresholds,
    thresholds.toSorted((a, b) => b - a),
  );
  assert.equal(thresholdOf({ threshold: 0.7 }), 0.7);
  assert.equal(thresholdOf({}), undefined);
  assert.throws(() => thresholdOf({ threshold: 0.7, recall: 'high' }), /--threshold and --recall: choose one of them/);
});

test('redaction leaves less visible than detection reports', () => {
  assert.equal(redactOptions.parse({}).threshold, RECALL_THRESHOLDS.high);
});
