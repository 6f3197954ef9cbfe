// The detection whose memory is measured, of the built package as users run it: TypeScript's loader would count, in each thread.
import { performance } from 'node:perf_hooks';
import { createDetector } from 'farface';

const { photo, threads, weights } = JSON.parse(process.argv[2]);
const detector = await createDetector({ threads, ...(weights !== undefined && { weights }) });
const before = peakMiB();
const start = performance.now();
const { faces } = await detector.detect(photo);
const seconds = (performance.now() - start) / 1000;
process.send({ before, peak: peakMiB(), seconds, faces: faces.length });
await detector.dispose();

function peakMiB() {
  return process.resourceUsage().maxRSS / 1024;
}
