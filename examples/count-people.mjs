// How many faces each photo of a folder shows, as CSV. A photo that cannot be read is told, and the others go on.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDetector, InputError } from 'farface';

const [folder] = process.argv.slice(2);
const detector = await createDetector();
console.log('photo,faces');
for (const name of (await readdir(folder)).sort()) {
  if (!/\.(jpe?g|png|webp|avif|tiff?|gif)$/i.test(name)) continue;
  try {
    const { faces } = await detector.detect(join(folder, name));
    console.log(`${name},${faces.length}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
await detector.dispose();
