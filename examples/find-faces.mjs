// The faces of a photo: boxes in pixels of the upright photo, and scores from 0 to 1.
import { createDetector } from 'farface';

const [photo] = process.argv.slice(2);
const detector = await createDetector();
const { width, height, faces } = await detector.detect(photo);
console.log(`${photo}: ${width} × ${height} pixels, ${faces.length} faces`);
for (const { box, score } of faces) {
  console.log(
    `${score.toFixed(2)}  ${box.width.toFixed(1)} × ${box.height.toFixed(1)} at ${box.x.toFixed(1)}, ${box.y.toFixed(1)}`,
  );
}
await detector.dispose();
