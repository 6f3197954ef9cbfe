import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ASC = fileURLToPath(new URL('../../node_modules/.bin/asc', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../assembly', import.meta.url));

/** Whether AssemblyScript's compiler is here. */
export const canCompile = existsSync(ASC);

/** The text of `src/kernels/module.ts`: what AssemblyScript makes of the kernels' source. */
export async function moduleText(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    await promisify(execFile)(ASC, ['byte-kernels.ts', '--config', 'asconfig.json', '--outFile', file], {
      cwd: FOLDER,
    });
    const text = (await readFile(file)).toString('base64');
    return [
      '/** `assembly/byte-kernels.ts` as WebAssembly, in base64: `npm run kernels` writes this file. */',
      `export const KERNELS =\n  '${text}';\n`,
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
