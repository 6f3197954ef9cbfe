import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InputError } from '../../src/errors/errors.js';
import { packLabelledPhotos, packPhotos } from './photos.js';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const REPOSITORY = resolve(HERE, '..', '..');

/** What many ways of carrying files take. */
const PIECE_BYTES = 60 * 2 ** 20;

export interface PackFlags {
  readonly data: string;
  readonly out: string;
  readonly stage: string;
  readonly run?: string;
  readonly startFrom?: readonly string[];
  readonly pseudoLabels?: string;
  readonly set?: readonly string[];
  readonly device: string;
  readonly quality: number;
}

/** Makes the bundle: `bundle.part-000` …, `SHA256SUMS` and `start.sh` in the folder for results. */
export async function pack(flags: PackFlags): Promise<void> {
  const { out } = flags;
  await mkdir(out, { recursive: true });
  if ((await readdir(out)).length > 0) throw new InputError(`${out}: is not empty. Name a new folder with --out.`);
  const root = await mkdtemp(join(tmpdir(), 'farface-bundle-'));
  try {
    await packProgram(root);
    const photos = await packPhotos(flags.data, join(root, 'data'), flags.quality);
    const words = await packRun(root, flags);
    await writeFile(join(root, 'words'), `${words.join('\n')}\n`);
    const pieces = await cut(root, out);
    await cp(join(HERE, 'start.sh'), join(out, 'start.sh'));
    process.stderr.write(`${photos} photos, ${pieces} pieces in ${out}. There: sh start.sh MINUTES\n`);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** Node itself, farface as it is built, and what it depends on, without the binaries of other systems. */
async function packProgram(root: string): Promise<void> {
  const program = join(root, 'farface');
  await mkdir(join(root, 'bin'));
  await cp(process.execPath, join(root, 'bin', 'node'));
  for (const name of ['dist', 'weights', 'package.json']) {
    await cp(join(REPOSITORY, name), join(program, name), { recursive: true });
  }
  const listed = await run('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: REPOSITORY }).catch(
    // npm ends with 1 where an optional peer is of another version; the list is whole all the same.
    (error: { stdout: string }) => error,
  );
  for (const path of listed.stdout.split('\n').filter((line) => line.includes('node_modules'))) {
    await cp(path, join(program, relative(REPOSITORY, path)), { recursive: true, filter: isForThisSystem });
  }
}

/** ONNX Runtime's package has a folder of libraries for each system. */
function isForThisSystem(path: string): boolean {
  const [, system, processor] = /onnxruntime-node\/bin\/[^/]+\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  return (system ?? process.platform) === process.platform && (processor ?? process.arch) === process.arch;
}

/** The run and what it begins as; returns the words of the command that trains it. */
async function packRun(root: string, flags: PackFlags): Promise<string[]> {
  const { stage, startFrom = [], pseudoLabels, set = [], device } = flags;
  if (flags.run !== undefined) await cp(flags.run, join(root, 'run'), { recursive: true });
  const words = ['train', stage, '--data', 'data', '--out', 'run', '--device', device];
  for (const value of set) words.push('--set', value);
  for (const [index, source] of startFrom.entries()) {
    const name = `start-${index}-${basename(source)}`;
    await cp(source, join(root, name), { recursive: true });
    words.push('--start-from', name);
  }
  if (pseudoLabels !== undefined) {
    await packLabelledPhotos(pseudoLabels, join(root, 'labelled'), flags.quality);
    words.push('--pseudo-labels', 'labelled/faces.jsonl');
  }
  return words;
}

/** One archive, cut into pieces whose hashes are written beside them. */
async function cut(root: string, out: string): Promise<number> {
  const archive = join(dirname(root), `${basename(root)}.tar`);
  try {
    await run('tar', ['-cf', archive, '-C', root, '.']);
    const { size } = await stat(archive);
    await run('split', ['-b', String(PIECE_BYTES), '-d', '-a', '3', archive, join(out, 'bundle.part-')]);
    const names = (await readdir(out)).filter((name) => name.startsWith('bundle.part-')).sort();
    const sums: string[] = [];
    let bytes = 0;
    for (const name of names) {
      const data = await readFile(join(out, name));
      bytes += data.length;
      sums.push(`${createHash('sha256').update(data).digest('hex')}  ${name}\n`);
    }
    if (bytes !== size) throw new Error(`the pieces have ${bytes} bytes, the archive ${size}`);
    await writeFile(join(out, 'SHA256SUMS'), sums.join(''));
    return names.length;
  } finally {
    await rm(archive, { force: true });
  }
}
