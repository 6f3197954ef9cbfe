import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));

/** The rooms of the house, floor by floor: files import from their own room and from floors below. */
const FLOORS = [
  ['errors', 'geometry', 'graph', 'random'],
  ['image', 'kernels'],
  ['tracks'],
  ['networks'],
  // What farface needs of a machine. `#platform` is this room, whichever of the two above it then is.
  ['platform'],
  ['runtime'],
  ['platform/node', 'platform/browser', 'losses', 'formats'],
  ['weights', 'draw', 'datasets'],
  ['detect'],
  ['batch', 'enhance', 'redact'],
  ['video'],
  ['browser', 'evaluate', 'spool'],
  ['calibrate', 'label', 'report', 'review', 'show'],
  ['train'],
  ['service', 'fleet'],
  ['index.ts', 'cli'],
  ['web'],
];

/** Rooms that are the same in Node and in browsers: they know neither. */
const PURE = [
  ...['errors', 'geometry', 'graph', 'random', 'image', 'kernels', 'tracks', 'networks', 'platform', 'weights'],
  ...['detect', 'enhance', 'redact', 'video'],
];

const floorOf = new Map(FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor])));

function roomOf(path: string): string {
  const [room, inner] = path.split('/');
  return room === 'platform' && inner !== undefined && !inner.includes('.') ? `platform/${inner}` : room!;
}

/** A file's text without comments. */
function code(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

/** Every import of every file that ships, by value or by type. */
const imports = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing\//.test(file))
  .flatMap((file) => {
    return [...code(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({ file, target: match[1]! }));
  });

test('files import from their own floor’s room and from below', () => {
  for (const { file, target } of imports) {
    if (!target.startsWith('.') && target !== '#platform') continue;
    const to = target === '#platform' ? 'platform' : roomOf(relative(SOURCE, join(SOURCE, dirname(file), target)));
    const from = roomOf(file);
    // package.json is in no room.
    if (from === to || to === '..') continue;
    const [above, below] = [floorOf.get(from), floorOf.get(to)];
    assert.ok(above !== undefined && below !== undefined, `${file} or ${target} is in a room without a floor`);
    assert.ok(below < above, `${file} imports ${target}, which is not below it`);
  }
});

test('what is the same everywhere knows neither Node nor sharp', () => {
  for (const { file, target } of imports) {
    if (PURE.includes(roomOf(file))) assert.doesNotMatch(target, /^(node:|sharp$|onnxruntime-(node|web))/, file);
  }
  for (const file of new Set(imports.map((one) => one.file))) {
    if (!PURE.includes(roomOf(file))) continue;
    assert.doesNotMatch(code(file), /\b(Buffer|process|NodeJS)\b\s*[.(]/, `${file} uses what only Node has`);
  }
});
