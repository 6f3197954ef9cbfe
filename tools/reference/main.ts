/** `npm run reference`: writes the reference of the command and its man page, from the parser. */
import { mkdir, writeFile } from 'node:fs/promises';
import { reference } from './reference.js';

const root = new URL('../../', import.meta.url);
for (const [path, text] of Object.entries(await reference())) {
  await mkdir(new URL('.', new URL(path, root)), { recursive: true });
  await writeFile(new URL(path, root), text);
}
