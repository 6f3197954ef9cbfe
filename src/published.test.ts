import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { z } from 'zod';
import { reference } from '../tools/reference/reference.js';
import { schemas } from '../tools/schemas/schemas.js';
import { facesLine } from './formats/faces-lines.js';

const fileText = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

test('the published schemas are those that farface reads with (npm run schemas)', async () => {
  for (const [name, text] of Object.entries(schemas())) assert.equal(await fileText(`schemas/${name}`), text, name);
});

test('the reference and the man page are the parser’s (npm run reference)', async () => {
  for (const [path, text] of Object.entries(await reference())) assert.equal(await fileText(path), text, path);
});

test('lines that farface writes fit the published schema, and others do not', async () => {
  const schema = z.fromJSONSchema(JSON.parse(await fileText('schemas/faces-line.schema.json')));
  const box = { x: 1.25, y: 2, width: 9, height: 11 };
  const stages = { proposal: 0.5, verification: 0.9, proposalBox: box };
  const photo = { image: 'a.jpg', width: 20, height: 30, faces: [{ box, score: 0.9, stages, frame: 1, round: 2 }] };
  for (const line of [photo, { ...photo, output: 'b.jpg', remaining: [], number: 3 }, { image: 'a', error: 'b' }])
    assert.ok(schema.safeParse(JSON.parse(facesLine(line))).success, JSON.stringify(line));
  for (const line of [{ ...photo, width: 0 }, { ...photo, faces: [{ box, score: 2 }] }, { ...photo, extra: 1 }, {}])
    assert.ok(!schema.safeParse(line).success, JSON.stringify(line));
});
