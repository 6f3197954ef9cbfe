import { parentPort, workerData } from 'node:worker_threads';
import { createDetector } from '../detector.js';

/** Detects in a worker thread: `workerData` is `{ source, options }`, the answer the detection. */
const { source, options } = workerData;
const detector = await createDetector(options);
parentPort!.postMessage(await detector.detect(source));
await detector.dispose();
