import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

const packed = z
  .array(z.object({ filename: z.string(), size: z.number(), files: z.array(z.object({ path: z.string() })) }))
  .length(1);

/** What `npm publish` would send. */
export interface PackedPackage {
  readonly tarball: string;
  /** Bytes. */
  readonly size: number;
  /** Paths in the package. */
  readonly files: readonly string[];
}

/** Builds and packs a copy of the repository, below `folder`: its own dist/ may be in use. */
export async function pack(folder: string): Promise<PackedPackage> {
  const copy = join(folder, 'copy');
  // All but what is built or large, and none of it ships.
  const left = ['.git', 'dist', 'node_modules', 'training'].map((name) => join(REPOSITORY, name));
  await cp(REPOSITORY, copy, { recursive: true, filter: (path) => !left.includes(path) });
  await symlink(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: copy });
  // What "prepare" prints comes before.
  const [result] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf('[\n'))));
  const { filename, size, files } = result!;
  return { tarball: join(copy, filename), size, files: files.map(({ path }) => path) };
}

/** Installs the package in a new, empty project; returns false where no registry can be reached. */
export async function install(project: string, tarball: string): Promise<boolean> {
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  const patience = ['--prefer-offline', '--fetch-retries=1', '--fetch-timeout=20000', '--no-audit', '--no-fund'];
  try {
    await run('npm', ['install', ...patience, '--loglevel=error', tarball], {
      cwd: project,
      // As the README says.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    });
    return true;
  } catch (error) {
    const { stderr } = z.object({ stderr: z.string() }).parse(error);
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr)) return false;
    throw error;
  }
}
