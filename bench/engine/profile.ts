import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { RuntimeTensor, Session } from '../../src/runtime/session.js';

/** What one kind of operation takes in a run. */
export interface OperationTime {
  readonly operation: string;
  /** How many of them the model has, after ONNX Runtime's own fusions. */
  readonly count: number;
  readonly milliseconds: number;
}

const WARM_UPS = 2;
const RUNS = 5;

/** The events of ONNX Runtime's profile that time one operation each. */
const eventSchema = z.object({
  cat: z.literal('Node'),
  name: z.string().endsWith('_kernel_time'),
  dur: z.number(),
  args: z.object({ op_name: z.string() }),
});

/**
 * Times each kind of operation of a model, the slowest first: the mean over several runs.
 *
 * @param create makes a session that writes its profile to files with that prefix
 */
export async function profile(
  create: (profilePrefix: string) => Promise<Session>,
  inputs: Record<string, RuntimeTensor>,
): Promise<OperationTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-profile-'));
  try {
    const session = await create(join(folder, 'profile'));
    for (let run = 0; run < WARM_UPS + RUNS; run += 1) await session.run(inputs);
    session.inner.endProfiling();
    await session.dispose();
    const [file] = await readdir(folder);
    return summarize(JSON.parse(await readFile(join(folder, file!), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sums of ONNX Runtime's trace events by operation, of the runs after the warm-up. */
export function summarize(trace: readonly unknown[]): OperationTime[] {
  const events = trace.flatMap((event) => eventSchema.safeParse(event).data ?? []);
  const seen = new Map<string, number>();
  const sums = new Map<string, { count: number; microseconds: number }>();
  for (const { name, dur, args } of events) {
    const run = seen.get(name) ?? 0;
    seen.set(name, run + 1);
    if (run < WARM_UPS) continue;
    const { count, microseconds } = sums.get(args.op_name) ?? { count: 0, microseconds: 0 };
    sums.set(args.op_name, { count: count + 1, microseconds: microseconds + dur });
  }
  return [...sums]
    .map(([operation, { count, microseconds }]) => ({
      operation,
      count: count / RUNS,
      milliseconds: microseconds / RUNS / 1000,
    }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
