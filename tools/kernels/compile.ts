import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCE = fileURLToPath(new URL('../../assembly/byte-kernels.ts', import.meta.url));
const FLAGS = ['--runtime', 'stub', '--enable', 'simd', '--enable', 'bulk-memory', '-O3', '--noAssert'];

/** The text of `src/kernels/module.ts`: what AssemblyScript makes of the kernels' source. */
export async function moduleText(): Promise<string> {
  const source = await readFile(SOURCE, 'utf8');
  const files = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(['byte-kernels.ts', '--outFile', 'byte-kernels.wasm', ...FLAGS], {
    readFile: (name) => (name === 'byte-kernels.ts' ? source : null),
    writeFile: (name, contents) => void files.set(name, Buffer.from(contents)),
    listFiles: () => [],
  });
  if (error) throw new Error(`${SOURCE}: ${stderr}`);
  const text = Buffer.from(files.get('byte-kernels.wasm')!).toString('base64');
  return [
    '/** `assembly/byte-kernels.ts` as WebAssembly, in base64: `npm run kernels` writes this file. */',
    `export const KERNELS =\n  '${text}';\n`,
  ].join('\n');
}
