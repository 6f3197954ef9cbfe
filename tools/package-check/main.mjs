// `npm run check:package`: packs farface, installs it into an empty folder and uses it there, as a stranger would.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST_BYTES = 12e6;
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'farface-package-'));
const shell = process.platform === 'win32';
const run = (command, args, cwd) => {
  const started = Date.now();
  const out = execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  console.log(`${command} ${args.join(' ')}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return out;
};
const check = (right, message) => {
  if (right) return;
  console.error(message);
  process.exitCode = 1;
};
try {
  const given = process.argv[2];
  const name =
    given ??
    join(
      folder,
      JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))[0].filename,
    );
  const size = statSync(name).size;
  console.log(`${(size / 1e6).toFixed(1)} MB, Node ${process.version}, ${process.platform} ${process.arch}`);
  check(size <= MOST_BYTES, `The package has ${size} bytes; expected at most ${MOST_BYTES}.`);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  copyFileSync(join(root, 'docs/portraits.jpg'), join(folder, 'crowd.jpg'));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', name], folder);
  run('npx', ['farface', '--version'], folder);
  run('npx', ['farface', 'redact', 'crowd.jpg', '--out', 'hidden', '--quiet'], folder);
  const before = readFileSync(join(folder, 'crowd.jpg'));
  const after = readFileSync(join(folder, 'hidden/crowd.jpg'));
  check(after.length > 10_000 && !after.equals(before), 'The redacted photo is not there, or as it was.');
  writeFileSync(
    join(folder, 'count.mjs'),
    "import { createDetector } from 'farface'; const d = await createDetector(); console.log((await d.detect('crowd.jpg')).faces.length); await d.dispose();",
  );
  const faces = Number(run(process.execPath, ['count.mjs'], folder));
  check(faces > 200, `${faces} faces found in the portraits; expected more than 200 of 246.`);
  console.log(`${faces} of 246 portraits found`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
