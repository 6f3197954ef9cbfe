import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');
const PORTRAITS = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
const PHOTOS = 8;
/** Photos that are to be done before the kill. */
const BEFORE = 2;

const folder = await mkdtemp(join(tmpdir(), 'farface-kill-'));
after(() => rm(folder, { recursive: true }));
const names = Array.from({ length: PHOTOS }, (_, index) => join(index % 2 ? 'deep' : '', `${index + 10}.jpg`)).sort();
await mkdir(join(folder, 'photos', 'deep'), { recursive: true });
for (const [index, name] of names.entries()) {
  const part = { left: 24 * index, top: 6 * index, width: 480, height: 200 };
  await sharp(PORTRAITS)
    .extract(part)
    .toFile(join(folder, 'photos', name));
}

function start(words: readonly string[]) {
  return spawn(process.execPath, ['--import', TSX, MAIN, ...words, '--threads', '1'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Runs `farface ...words` to its end. Returns how many photos it says were done before. */
async function finish(words: readonly string[]): Promise<number> {
  const child = start(words);
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, errors);
  return Number(/(\d+) photos? done before/.exec(errors)?.[1] ?? 0);
}

/** Runs `farface ...words` and kills it with no warning as soon as `count` says that some photos are done. */
async function kill(words: readonly string[], count: () => Promise<number>): Promise<void> {
  const child = start(words);
  const ended = once(child, 'close');
  while ((await count()) < BEFORE && child.exitCode === null) await wait(2);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  assert.equal(signal, 'SIGKILL', 'it was in the middle');
}

async function filesIn(place: string): Promise<string[]> {
  const entries = await readdir(join(folder, place), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .flatMap((entry) => (entry.isFile() && !entry.name.startsWith('.') ? join(entry.parentPath, entry.name) : []))
    .map((path) => path.slice(join(folder, place).length + 1))
    .sort();
}

test('redact, killed with -9 and run again: every result is there, whole, and none is made twice', async () => {
  const command = ['redact', 'photos', '--out', 'killed', '--resume', 'killed.log'];
  const results = async () => (await filesIn('killed')).filter((name) => !name.endsWith('.tmp'));
  await kill(command, async () => (await results()).length);
  const times = new Map<string, number>();
  for (const name of await results()) times.set(name, (await stat(join(folder, 'killed', name))).mtimeMs);
  assert.ok(times.size >= BEFORE && times.size < PHOTOS, `${times.size} were done`);

  assert.equal(await finish(command), times.size);
  await finish(['redact', 'photos', '--out', 'whole']);
  assert.deepEqual(await filesIn('killed'), names, 'all, and no temporary file');
  for (const name of names) {
    const [made, expected] = ['killed', 'whole'].map((place) => readFile(join(folder, place, name)));
    assert.deepEqual(await made, await expected, name);
  }
  for (const [name, time] of times) assert.equal((await stat(join(folder, 'killed', name))).mtimeMs, time, name);
});

test('detect, killed with -9 and run again: every photo has its line, and none has two', async () => {
  const command = (name: string) => ['detect', 'photos', '--results', name, '--resume'];
  const linesOf = async (name: string) =>
    (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').slice(0, -1);
  await kill(command('killed.jsonl'), async () => (await linesOf('killed.jsonl')).length);
  const before = await linesOf('killed.jsonl');
  assert.ok(before.length >= BEFORE && before.length < PHOTOS, `${before.length} were done`);

  const skipped = await finish(command('killed.jsonl'));
  // The photo whose line was the last may have been killed before it was recorded.
  assert.ok(skipped === before.length || skipped === before.length - 1, `${skipped} of ${before.length} were skipped`);
  const lines = await linesOf('killed.jsonl');
  assert.deepEqual(lines.slice(0, skipped), before.slice(0, skipped));
  await finish(command('whole.jsonl'));
  assert.deepEqual(lines, await linesOf('whole.jsonl'));
  assert.equal(lines.length, PHOTOS);
  assert.ok(lines.some((line) => JSON.parse(line).faces.length > 20));
  assert.equal(await finish(command('killed.jsonl')), PHOTOS);
});
