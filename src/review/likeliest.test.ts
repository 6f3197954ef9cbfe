import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Likeliest } from './likeliest.js';

test('the highest scores stay, sorted; of equal ones those that came first', () => {
  const likeliest = new Likeliest<{ score: number; name: string }>(3);
  const scores = [0.3, 0.1, 0.4, 0.3, 0.2, 0.4];
  for (const [index, score] of scores.entries()) likeliest.add({ score, name: 'abcdef'[index]! });
  assert.equal(likeliest.items.map(({ name }) => name).join(''), 'cfa');
});

test('what would be kept is what is kept', () => {
  const likeliest = new Likeliest<{ score: number }>(2);
  assert.ok(likeliest.wants(0));
  for (const score of [0.5, 0.25]) likeliest.add({ score });
  assert.deepEqual(
    [0.2, 0.25, 0.3].map((score) => likeliest.wants(score)),
    [false, false, true],
  );
  likeliest.add({ score: 0.2 });
  assert.deepEqual(likeliest.items, [{ score: 0.5 }, { score: 0.25 }]);
});
