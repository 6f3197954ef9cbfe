// Detection in a worker thread, so that the program goes on meanwhile; stopped when it takes longer than a minute.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createDetector } from 'farface';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] });
  worker.on('message', ({ share, faces, error }) => {
    if (share !== undefined) process.stderr.write(`${Math.round(100 * share)} % `);
    else console.log(error ?? `\n${faces.length} faces`);
  });
} else {
  const detector = await createDetector();
  try {
    const { faces } = await detector.detect(workerData, {
      signal: AbortSignal.timeout(60_000),
      onProgress: (share) => parentPort.postMessage({ share }),
    });
    parentPort.postMessage({ faces });
  } catch (error) {
    parentPort.postMessage({ error: error.message });
  }
  await detector.dispose();
}
