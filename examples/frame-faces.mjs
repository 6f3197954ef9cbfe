// A copy of a photo with a frame around each face.
import { annotate, createDetector, readImage, writeImage } from 'farface';

const [photo, result] = process.argv.slice(2);
const detector = await createDetector({ threshold: 0.5 });
const image = await readImage(photo);
const { faces } = await detector.detect(image);
await writeImage(result, await annotate(image, faces));
console.log(`${faces.length} faces framed in ${result}`);
await detector.dispose();
