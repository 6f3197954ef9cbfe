import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Installs npm packages into a temporary folder while `use` runs: other people's models are no dependencies of ours.
 * Without their own dependencies, and without running their scripts.
 *
 * @throws Error with what npm says where it cannot
 */
export async function withPackages<Result>(
  packages: readonly string[],
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-packages-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', ...flags, ...packages], { cwd: folder });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
