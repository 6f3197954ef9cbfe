/** `npm run kernels`: compiles what is in assembly/ into modules of src. */
import { writeFile } from 'node:fs/promises';
import { KERNELS, moduleText } from './compile.js';

for (const { source, target } of KERNELS) await writeFile(target, await moduleText(source));
