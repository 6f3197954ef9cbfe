import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotatedPhoto } from './annotations.js';
import { HELD_BACK } from './held-back-photos.js';
import { holdBack } from './training-split.js';

const photo = (event: string, name: string): AnnotatedPhoto => ({
  event,
  name,
  path: `${event}/${name}.jpg`,
  faces: [],
});
const listed = Object.entries(HELD_BACK).flatMap(([event, names]) => names.map((name) => photo(event, name)));
const others = Array.from({ length: 400 }, (_, index) => photo('6--Funeral', `6_Funeral_Funeral_6_${index}`));
const parade = Array.from({ length: 40 }, (_, index) => photo('0--Parade', `0_Parade_none_${index}`));

test('the listed photos are held back, no other one of their events, and a twentieth of other events', () => {
  assert.equal(listed.length, 152);
  const { train, heldBack } = holdBack([...parade, ...listed, ...others]);
  assert.deepEqual(heldBack.slice(0, 152), listed);
  const more = heldBack.slice(152);
  assert.ok(
    more.every(({ event }) => event === '6--Funeral') && more.length >= 10 && more.length <= 30,
    `${more.length}`,
  );
  assert.equal(train.length + heldBack.length, 592);
});

test('a photo that is not there changes nothing for the others', () => {
  const all = holdBack([...listed, ...others]).heldBack;
  const fewer = holdBack([...listed, ...others].filter((_, index) => index % 7 !== 3)).heldBack;
  assert.ok(fewer.every((one) => all.includes(one)));
  assert.equal(fewer.length, all.filter((one) => [...listed, ...others].indexOf(one) % 7 !== 3).length);
});
