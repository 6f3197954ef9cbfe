// Every face of a photo hidden but the one at a point, given in pixels of the upright photo.
import { writeFile } from 'node:fs/promises';
import { createDetector, redact } from 'farface';

const [photo, result, x, y] = process.argv.slice(2);
const detector = await createDetector();
const { faces } = await detector.detect(photo);
const wanted = faces.find(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
if (!wanted) {
  console.error(`${photo}: no face was found at ${x}, ${y}.`);
  process.exitCode = 1;
} else {
  const { data, regions, remaining } = await redact(photo, detector, { keep: [wanted.box] });
  if (remaining.length > 0) process.exitCode = 1;
  else await writeFile(result, data);
  console.log(`${regions.length} faces hidden, 1 kept, ${remaining.length} remain.`);
}
await detector.dispose();
