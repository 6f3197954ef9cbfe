import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { inOrder } from '../../src/batch/in-order.js';
import { createDetector } from '../../src/detect/detector.js';
import { redact } from '../../src/redact/redact.js';
import { Server } from './server.js';

/** Photos a second of the service over those of the library, on the same photos, in turns. */
export async function ratio(photos: readonly string[], rounds: number, work: 'detect' | 'redact'): Promise<void> {
  const files = await Promise.all(photos.map((path) => readFile(path)));
  const parallel = availableParallelism();
  const detector = await createDetector({ threads: 1, parallel });
  const server = await Server.start([]);
  const runs = {
    library: (file: Buffer) => (work === 'detect' ? detector.detect(file) : redact(file, detector)),
    service: async (file: Buffer) => {
      const body = new Blob([new Uint8Array(file)], { type: 'image/jpeg' });
      const answer = await fetch(`${server.address}/v1/${work}`, { method: 'POST', body });
      // The library gives back what faces remain in, too.
      if (answer.status !== 200 && answer.status !== 422) throw new Error(await answer.text());
      await answer.arrayBuffer();
    },
  };
  const seconds = { library: 0, service: 0 };
  const time = async (name: keyof typeof runs, some: readonly Buffer[]) => {
    const begun = performance.now();
    for await (const _ of inOrder(some, 2 * parallel, runs[name] as (file: Buffer) => Promise<unknown>));
    return (performance.now() - begun) / 1000;
  };
  for (const name of ['library', 'service'] as const) await time(name, files.slice(0, 6));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? (['library', 'service'] as const) : (['service', 'library'] as const)) {
      const took = await time(name, files);
      seconds[name] += took;
      console.log(`${name}: ${(files.length / took).toFixed(2)} photos/s`);
    }
  }
  console.log(`service over library: ${(seconds.library / seconds.service).toFixed(3)}`);
  await detector.dispose();
  await server.stop();
}
