import { performance } from 'node:perf_hooks';
import { createDetector } from '../../src/detect/detector.js';

export interface MemoryTask {
  /** Path of the photo. */
  readonly photo: string;
  readonly threads: number;
  readonly weights?: string | undefined;
}

export interface MemoryReport {
  /** Largest resident set of the process so far, in MiB: before the photo was touched, and after it. */
  readonly before: number;
  readonly peak: number;
  readonly seconds: number;
  readonly faces: number;
}

const { photo, threads, weights } = JSON.parse(process.argv[2]!) as MemoryTask;
const detector = await createDetector({ threads, ...(weights !== undefined && { weights }) });
const before = peakMiB();
const start = performance.now();
const { faces } = await detector.detect(photo);
const seconds = (performance.now() - start) / 1000;
process.send!({ before, peak: peakMiB(), seconds, faces: faces.length } satisfies MemoryReport);
await detector.dispose();

function peakMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}
