import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAhead } from './read-ahead.js';

/** Items that say what becomes of them. */
function noted(count: number, fails = Number.POSITIVE_INFINITY) {
  const notes = { made: 0, closed: [] as number[], ended: false };
  async function* items() {
    try {
      for (let number = 0; number < count; number++) {
        if (number === fails) throw new Error('no more');
        notes.made += 1;
        yield { number, close: () => void notes.closed.push(number) };
      }
    } finally {
      notes.ended = true;
    }
  }
  return { items: items(), notes };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('all items come, in their order; those that come next are made while one is worked on, and no more', async () => {
  const { items, notes } = noted(6);
  const seen: number[] = [];
  for await (const { number } of readAhead(items, 2)) {
    await turn();
    assert.equal(notes.made, Math.min(6, number + 3));
    seen.push(number);
  }
  assert.deepEqual([seen, notes.closed, notes.ended], [[0, 1, 2, 3, 4, 5], [], true]);
});

test('who leaves early leaves nothing open', async () => {
  const { items, notes } = noted(6);
  for await (const item of readAhead(items, 2)) {
    item.close();
    if (item.number === 1) break;
  }
  assert.deepEqual([notes.closed, notes.ended], [[0, 1, 2, 3], true]);
});

test('an error comes after the items before it', async () => {
  const { items } = noted(6, 2);
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const { number } of readAhead(items, 3)) seen.push(number);
  }, /no more/);
  assert.deepEqual(seen, [0, 1]);
});
