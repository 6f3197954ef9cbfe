import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { hash } from '../../src/batch/file-identity.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PORTRAITS = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));

/** How a command is run, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Files by their paths below a folder, each as a hash of its content. */
export type Contents = ReadonlyMap<string, string>;

/** A command that goes on where it was stopped, what it makes, and where. */
export interface Case {
  readonly name: string;
  readonly words: readonly string[];
  /** Folder or file that it makes or changes. */
  readonly results: string;
}

/** All commands that leave something which another run goes on with. */
export const CASES: readonly Case[] = [
  { name: 'redact --out', words: ['redact', 'photos', '--out', 'out', '--resume', 'log'], results: 'out' },
  { name: 'redact --in-place', words: ['redact', 'photos', '--in-place', '--resume', 'log'], results: 'photos' },
  { name: 'detect --results', words: ['detect', 'photos', '--results', 'f.jsonl', '--resume'], results: 'f.jsonl' },
];

/** Starts farface, as installed, in a folder. */
export function start(folder: string, words: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...words, '--no-verify', '--threads', '1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...text })));
  return { child, ended };
}

/** Makes a folder `photos` of small crowds, each another one, some of them deeper, one of them empty. */
export async function makePhotos(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, 'photos', 'deep'), { recursive: true });
  for (let index = 0; index < count; index++) {
    const name = `${index % 3 === 0 ? 'deep/' : ''}${index}.${index % 2 ? 'jpg' : 'png'}`;
    const part = { left: 40 + 17 * index, top: 60 + 5 * index, width: 160, height: 100 };
    const picture = sharp(PORTRAITS).extract(part);
    await (index === 1 ? picture.blur(30) : picture).toFile(join(folder, 'photos', name));
  }
}

/** Copies photos into an empty folder. */
export async function reset(from: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(from, 'photos'), join(folder, 'photos'), { recursive: true });
}

/** What a command makes when nothing stops it, and how long that takes in milliseconds. */
export async function wholeRun(from: string, folder: string, { words, results }: Case) {
  await reset(from, folder);
  const started = performance.now();
  const { code, stderr } = await start(folder, words).ended;
  if (code !== 0) throw new Error(`farface ${words.join(' ')} ended with ${code}: ${stderr}`);
  const took = performance.now() - started;
  const text = await readFile(join(folder, results), 'utf8').catch(() => '');
  return { took, contents: await contentsOf(join(folder, results)), lines: text.split('\n').slice(0, -1) };
}

/** All files but farface's own records and temporary ones. */
export async function contentsOf(folder: string): Promise<Contents> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const contents = new Map<string, string>();
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    contents.set(path.slice(folder.length + 1), hash(await readFile(path)));
  }
  return contents;
}

/** Fills a disk up to so many free bytes. */
export async function fill(path: string, bytes: number): Promise<void> {
  await writeFile(path, Buffer.alloc(Math.max(0, bytes)));
}
