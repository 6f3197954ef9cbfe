import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { freePort } from '../video/testing/live.js';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');
const PORTRAITS = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
const FRAMES = 30;
/** Milliseconds within which what was left alone ends, on a busy machine. */
const SOON = 20_000;

const folder = await mkdtemp(join(tmpdir(), 'farface-kill-video-'));
after(() => rm(folder, { recursive: true }));
/** Of real faces, which move to the left. */
before(() => {
  if (withoutFfmpeg) return;
  const camera = `crop=320:180:x='2*n':y=20,fps=25`;
  const words = ['-v', 'error', '-loop', '1', '-i', PORTRAITS, '-vf', camera, '-frames:v', String(FRAMES)];
  execFileSync('ffmpeg', [...words, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', join(folder, 'film.mp4')]);
});

/** Starts `farface redact ...words`. */
function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', TSX, MAIN, 'redact', ...words, '--threads', '1'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function finish(words: readonly string[]): Promise<void> {
  const child = start(words);
  let errors = '';
  child.stderr!.on('data', (chunk) => (errors += chunk));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, errors);
}

/** Kills a run with no warning as soon as `due`. Returns the processes that it had started by then. */
async function kill(words: readonly string[], due: (child: ChildProcess) => Promise<boolean>): Promise<number[]> {
  const child = start(words);
  const ended = once(child, 'exit');
  while (child.exitCode === null && !(await due(child))) await wait(2);
  const theirs = await startedBy(child.pid!);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  assert.equal(signal, 'SIGKILL', 'it was in the middle');
  child.stderr!.destroy();
  return theirs;
}

const withoutProc = !existsSync(`/proc/self/task/${process.pid}/children`) && 'this system does not list processes';

/** Numbers of the processes that one has started; none where the system does not say. */
async function startedBy(id: number): Promise<number[]> {
  const text = await readFile(`/proc/${id}/task/${id}/children`, 'utf8').catch(() => '');
  return text.split(' ').flatMap((word) => (word.trim() === '' ? [] : [Number(word)]));
}

async function assertGone(processes: readonly number[]): Promise<void> {
  const left = () =>
    processes.filter((id) => {
      try {
        return process.kill(id, 0);
      } catch {
        return false;
      }
    });
  for (const end = Date.now() + SOON; left().length > 0 && Date.now() < end; ) await wait(50);
  const names = await Promise.all(left().map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  assert.deepEqual(names.filter(Boolean), []);
}

const entries = (name: string) => readdir(join(folder, name)).catch(() => [] as string[]);
const linesOf = async (name: string) =>
  (await readFile(join(folder, name, '.film.mp4.detections.jsonl'), 'utf8').catch(() => '')).split('\n').length - 2;
const growing = async (name: string) => (await entries(name)).find((entry) => entry.endsWith('.tmp'));

/** When a run into a folder is in which pass. */
const PASSES: Readonly<Record<string, (name: string) => Promise<boolean>>> = {
  'looked at': async (name) => (await linesOf(name)) >= 5,
  written: async (name) => (await growing(name)) !== undefined,
};

test('a video, killed with -9 in each pass and run again: the result is the same, and nothing is left behind', {
  skip: withoutFfmpeg,
}, async () => {
  // The user's ffmpeg is besides a process of its own.
  for (const [codec, passes] of [
    ['node-av', ['looked at']],
    ['ffmpeg', ['written']],
  ] as const) {
    const whole = `${codec} whole`;
    await finish(['film.mp4', '--out', whole, '--codec', codec]);
    const expected = await readFile(join(folder, whole, 'film.mp4'));
    for (const pass of passes) {
      const out = `${codec} ${pass}`;
      const command = ['film.mp4', '--out', out, '--codec', codec];
      const children = await kill(command, () => PASSES[pass]!(out));
      const done = await linesOf(out);
      assert.ok(pass === 'looked at' ? done < FRAMES : done === FRAMES, `${done} frames were looked at: ${out}`);
      assert.ok(!(await entries(out)).includes('film.mp4'), out);
      await assertGone(children);
      await finish(command);
      assert.deepEqual((await entries(out)).sort(), (await entries(whole)).sort(), out);
      assert.ok(expected.equals(await readFile(join(folder, out, 'film.mp4'))), out);
    }
  }
});

test('killed with -9 while it waits for a sender, it leaves no ffmpeg, and the next run takes away its beginning', {
  skip: withoutFfmpeg || withoutProc,
}, async () => {
  const words = [`tcp://127.0.0.1:${await freePort()}`, '--listen', '--out', 'live/live.mp4'];
  const begun: string[] = [];
  for (const run of [1, 2]) {
    const children = await kill(words, async ({ pid }) => {
      if ((await thoseThatRead(await startedBy(pid!))).length === 0) return false;
      // Until it waits.
      await wait(500);
      return true;
    });
    assert.ok(children.length > 0);
    await assertGone(children);
    begun.push(...(await entries('live')).filter((entry) => !begun.includes(entry)));
    assert.equal(begun.length, run);
    assert.deepEqual(await entries('live'), [begun.at(-1)]);
  }
});

/** Those that read something live, not those that are asked what they can. */
async function thoseThatRead(processes: readonly number[]): Promise<number[]> {
  const read = await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return processes.filter((_, index) => read[index]!.includes('-protocol_whitelist'));
}
