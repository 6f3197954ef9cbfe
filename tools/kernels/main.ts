/** `npm run kernels`: assembles src/image/kernels/kernels.wat into wasm.ts beside it, which needs no file at run time. */
import { writeFile } from 'node:fs/promises';
import { ASSEMBLED, assemble } from './assemble.js';

await writeFile(ASSEMBLED, await assemble());
