// The three smallest faces of a photo as the generator draws them. Their details are imagined: they prove nothing.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDetector, createEnhancer, IMAGINED, writeImage } from 'farface';

const [photo, folder] = process.argv.slice(2);
const [detector, enhancer] = await Promise.all([createDetector(), createEnhancer()]);
const { faces } = await detector.detect(photo);
const smallest = [...faces].sort((a, b) => a.box.height - b.box.height).slice(0, 3);
await mkdir(folder, { recursive: true });
for (const [index, { enhanced }] of (await enhancer.enhance(photo, smallest)).entries()) {
  await writeImage(join(folder, `face-${index + 1}.png`), enhanced, { description: IMAGINED });
}
console.log(`${smallest.length} faces drawn in ${folder}`);
await Promise.all([detector.dispose(), enhancer.dispose()]);
