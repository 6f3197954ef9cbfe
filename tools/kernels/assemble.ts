import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const FOLDER = new URL('../../src/image/kernels/', import.meta.url);

/** The module that holds the assembled kernels. */
export const ASSEMBLED = fileURLToPath(new URL('wasm.ts', FOLDER));

/** What stands in it: the kernels as they are written, assembled. */
export async function assemble(): Promise<string> {
  const name = 'kernels.wat';
  const { parseWat } = await wabt();
  const module = parseWat(name, await readFile(new URL(name, FOLDER), 'utf8'), { simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  return `/** kernels.wat, assembled by \`npm run kernels\`. */
export const WASM =
  '${Buffer.from(buffer).toString('base64')}';
`;
}
