/** `npm run schemas`: writes the JSON Schemas that the package publishes, from the schemas that farface itself reads with. */
import { mkdir, writeFile } from 'node:fs/promises';
import { schemas } from './schemas.js';

const folder = new URL('../../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(schemas())) await writeFile(new URL(name, folder), text);
