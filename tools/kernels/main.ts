/**
 * `npm run kernels`: assembles src/image/kernels/kernels.wat into wasm.ts beside it, and compiles assembly/byte-kernels.ts into
 * src/kernels/module.ts. Neither needs a file at run time.
 */
import { writeFile } from 'node:fs/promises';
import { ASSEMBLED, assemble } from './assemble.js';
import { moduleText } from './compile.js';

await writeFile(ASSEMBLED, await assemble());
await writeFile(new URL('../../src/kernels/module.ts', import.meta.url), await moduleText());
