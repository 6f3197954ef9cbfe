import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url);
const ASC = fileURLToPath(new URL('node_modules/.bin/asc', ROOT));

/** What is compiled, in `assembly/`, and into what. */
export const KERNELS = [
  { source: 'byte-kernels.ts', target: new URL('src/kernels/module.ts', ROOT) },
  { source: 'pixel-kernels.ts', target: new URL('src/image/kernels-module.ts', ROOT) },
] as const;

/** Whether AssemblyScript's compiler is here. */
export const canCompile = existsSync(ASC);

/** The text of a module that holds what AssemblyScript makes of a source, so that no file is needed at run time. */
export async function moduleText(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    await promisify(execFile)(ASC, [source, '--config', 'asconfig.json', '--outFile', file], {
      cwd: fileURLToPath(new URL('assembly', ROOT)),
    });
    const text = (await readFile(file)).toString('base64');
    return [
      `/** \`assembly/${source}\` as WebAssembly, in base64: \`npm run kernels\` writes this file. */`,
      `export const KERNELS =\n  '${text}';\n`,
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
