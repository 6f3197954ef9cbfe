// The average precision of a detector on photos annotated in COCO format, from its predictions: lines of JSON, as
// `farface detect --json` prints them, COCO results, or a text file a photo.
import { chooseSubset, evaluate, openCoco, Problems, readPredictions } from 'farface/evaluate';

const [annotations, images, predictions] = process.argv.slice(2);
const benchmark = await openCoco(annotations, images);
const problems = new Problems();
const found = await readPredictions(predictions, benchmark.photos, problems, { annotations });
const { sets } = evaluate(benchmark, chooseSubset(benchmark.photos, {}, benchmark.missing), found);
for (const { name, averagePrecision } of sets) console.log(`${name}: AP ${averagePrecision?.toFixed(3)}`);
for (const { meaning, count } of problems.list()) console.error(`${count} ${meaning}`);
