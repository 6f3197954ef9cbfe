// A photo without faces. It is written only where farface, looking again, finds no face left in view.
import { writeFile } from 'node:fs/promises';
import { createDetector, redact } from 'farface';

const [photo, result] = process.argv.slice(2);
const detector = await createDetector();
const { data, regions, remaining, warnings } = await redact(photo, detector);
await detector.dispose();

for (const warning of warnings) console.error(warning);
if (remaining.length > 0) {
  console.error(`${photo}: ${remaining.length} faces could not be hidden; nothing is written.`);
  process.exitCode = 1;
} else {
  await writeFile(result, data);
  console.log(
    `${regions.length} faces hidden in ${result}. Look at it before you publish it: no detector finds every face.`,
  );
}
