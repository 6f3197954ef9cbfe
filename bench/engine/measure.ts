import { compile, type Tensor, targetOf } from '../../src/graph/index.js';
import { createRandom, uniform } from '../../src/random/random.js';
import { type Device, type RuntimeTensor, Session, tensor } from '../../src/runtime/session.js';

/** What runs it. */
export interface On {
  readonly threads: number;
  readonly device: Device;
}

/** Runs before the clock starts, and timed ones; the fastest counts, as whatever else the machine does only adds. */
const WARM_UPS = 2;
const RUNS = 8;

/** Milliseconds of the fastest of several runs. */
export async function fastest(run: () => Promise<unknown>): Promise<number> {
  for (let index = 0; index < WARM_UPS; index += 1) await run();
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < RUNS; index += 1) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Milliseconds that ONNX Runtime takes for some tensors of a graph, given random inputs. */
export async function timeGraph(outputs: Record<string, Tensor>, on: On): Promise<number> {
  const { inputs } = Object.values(outputs)[0]!.graph;
  const session = await Session.create(compile(outputs, targetOf(on.device)), on);
  const wanted = new Set(session.inputNames);
  const feeds: Record<string, RuntimeTensor> = {};
  const random = createRandom(1);
  for (const { name, shape } of inputs) {
    if (!wanted.has(name)) continue;
    const lengths = shape as readonly number[];
    const count = lengths.reduce((product, length) => product * length, 1);
    feeds[name] = tensor(
      Float32Array.from({ length: count }, () => uniform(random, -1, 1)),
      lengths,
    );
  }
  const milliseconds = await fastest(() => session.run(feeds));
  await session.dispose();
  return milliseconds;
}
