/**
 * `npm run prepare`, which npm runs after `npm ci`, before `npm pack`, and again when `npx farface` is first used in a clone: builds, unless what
 * was built is newer than all that it is built from.
 */
import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = [
  'src',
  'weights',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'node_modules/.package-lock.json',
];
/** Written last. */
const BUILT = 'dist/web/service-worker.js';

/** When a file, or the newest below a folder, was written; 0 where it is not there. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  // The folder's own time tells of files that were taken away.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const built = newest(join(root, BUILT));
if (built > Math.max(...SOURCES.map((path) => newest(join(root, path))))) {
  process.stdout.write('What is built is newer than its sources: not built again.\n');
} else {
  execSync('npm run build', { cwd: root, stdio: 'inherit' });
}
