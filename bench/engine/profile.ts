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

const RUNS = 8;

/** The events of ONNX Runtime's profile that time one operation each. */
const eventSchema = z.object({
  cat: z.literal('Node'),
  name: z.string().endsWith('_kernel_time'),
  dur: z.number(),
  args: z.object({ op_name: z.string() }),
});

/**
 * Times each kind of operation of a model, the slowest first. Of each operation the fastest of several runs counts, as
 * whatever else the machine does only adds.
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
    for (let run = 0; run < RUNS; run += 1) await session.run(inputs);
    session.inner.endProfiling();
    await session.dispose();
    const [file] = await readdir(folder);
    return summarize(JSON.parse(await readFile(join(folder, file!), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sums of ONNX Runtime's trace events by kind of operation. */
export function summarize(trace: readonly unknown[]): OperationTime[] {
  const fastest = new Map<string, { operation: string; microseconds: number }>();
  for (const event of trace) {
    const { data } = eventSchema.safeParse(event);
    if (!data || data.dur >= (fastest.get(data.name)?.microseconds ?? Number.POSITIVE_INFINITY)) continue;
    fastest.set(data.name, { operation: data.args.op_name, microseconds: data.dur });
  }
  const sums = new Map<string, OperationTime>();
  for (const { operation, microseconds } of fastest.values()) {
    const { count, milliseconds } = sums.get(operation) ?? { count: 0, milliseconds: 0 };
    sums.set(operation, { operation, count: count + 1, milliseconds: milliseconds + microseconds / 1000 });
  }
  return [...sums.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}
