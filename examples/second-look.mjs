// farface's second stage behind another detector: it looks at small faces again, enlarged, and corrects scores and boxes.
import { createVerifier } from 'farface';

const [photo] = process.argv.slice(2);
// What the other detector found: boxes in pixels of the upright photo, scores from 0 to 1.
const found = [
  { box: { x: 303, y: 63, width: 12, height: 15 }, score: 0.4 },
  { box: { x: 10, y: 10, width: 12, height: 15 }, score: 0.4 },
];
const verifier = await createVerifier();
for (const { box, score, stages } of await verifier.verify(photo, found)) {
  const at = `${box.x.toFixed(1)}, ${box.y.toFixed(1)}`;
  console.log(`at ${at}: ${score.toFixed(2)}, which was ${stages?.proposal ?? score}`);
}
await verifier.dispose();
