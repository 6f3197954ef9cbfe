import { sha256 } from '../results.js';
import type { Run } from '../run.js';
import type { Looked, Looker, LookTask } from '../work/look.js';

/** A run as `farface submit` makes it, without its networks. */
export function stubRun(more: Partial<Run> = {}): Run {
  const fingerprint = 'abcdefabcdefabcd';
  const run = {
    id: '0123456789abcdef',
    in: 'in',
    out: 'out',
    words: ['redact'],
    models: { precision: 'int8' as const },
  };
  return { ...run, options: {}, fingerprint, command: 'redact', settings: {}, ...more } as Run;
}

/** What the stand-in below makes of a photo: it depends on its bytes alone. */
export function stubLooked(bytes: Uint8Array, name: string): Looked {
  const data = Buffer.from(`hidden ${sha256(bytes)}`);
  return {
    line: JSON.stringify({ image: name, faces: [] }),
    picture: { data, type: 'image/jpeg', converted: false },
    faces: 1,
  };
}

/** Stands for networks. */
export class StubLooker implements Looker {
  constructor(private readonly first: (task: LookTask, signal: AbortSignal) => Promise<void> = async () => {}) {}

  async look(task: LookTask, signal: AbortSignal): Promise<Looked> {
    await this.first(task, signal);
    return stubLooked(task.bytes, task.name);
  }

  async close(): Promise<void> {}
}
