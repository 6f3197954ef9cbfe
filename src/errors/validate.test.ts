import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { InputError } from './errors.js';
import { integerBetween, numberBetween, validate } from './validate.js';

const schema = z.strictObject({
  threshold: numberBetween(0, 1).default(0.5),
  threads: integerBetween(1, 8).optional(),
});

const messageFor = (value: unknown, nameOf?: (path: string) => string): string => {
  try {
    validate(schema, value, nameOf);
  } catch (error) {
    assert.ok(error instanceof InputError);
    return error.message;
  }
  return 'no error';
};

test('what fits comes back with its defaults', () => {
  assert.deepEqual(validate(schema, { threads: 2 }), { threshold: 0.5, threads: 2 });
});

test('the message names the argument, what was expected and what came', () => {
  const expected = 'threshold: expected a number from 0 to 1, received';
  assert.equal(messageFor({ threshold: 1.5 }), `${expected} 1.5`);
  assert.equal(messageFor({ threshold: Number.NaN }), `${expected} NaN`);
  assert.equal(messageFor({ threshold: 'high' }), `${expected} "high"`);
  assert.equal(messageFor({ threshold: null }), `${expected} null`);
  assert.equal(messageFor({ threads: 1.5 }), 'threads: expected a whole number from 1 to 8, received 1.5');
  assert.equal(messageFor({ treshold: 1 }), 'treshold: no such option');
  assert.equal(
    messageFor({ threads: 9 }, (path) => `--${path}`),
    '--threads: expected a whole number from 1 to 8, received 9',
  );
});

test('a long value is cut short', () => {
  assert.ok(messageFor({ threshold: 'x'.repeat(10_000) }).length < 150);
});
