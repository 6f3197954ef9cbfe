// One HTML page about several photos: frames, histograms, what could not be read. It opens from disk with no network.
import { createDetector, report } from 'farface';

const [page, ...photos] = process.argv.slice(2);
const detector = await createDetector();

async function* looked() {
  for (const photo of photos) {
    try {
      yield { name: photo, photo, faces: (await detector.detect(photo)).faces };
    } catch (error) {
      yield { name: photo, error: error.message };
    }
  }
}

const { photos: count, faces, failures } = await report(page, looked(), { title: 'Faces found' });
console.log(`${faces} faces in ${count} photos, ${failures.length} could not be read: ${page}`);
await detector.dispose();
