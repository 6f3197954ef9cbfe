import { appendFile, readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../runtime/files.js';

/** One line of `metrics.jsonl`: the step after which it was written, and numbers by name. */
export interface MetricsLine extends Readonly<Record<string, number>> {
  readonly step: number;
}

/** The log of a run, one JSON object a line. */
export class MetricsLog {
  private constructor(
    private readonly path: string,
    readonly lines: MetricsLine[],
  ) {}

  /** Opens a log; what a killed run wrote after its last checkpoint, at `step`, is dropped. */
  static async open(path: string, step: number): Promise<MetricsLog> {
    const text = await readFile(path, 'utf8').catch(() => '');
    const lines = text.split('\n').flatMap((line): MetricsLine[] => {
      try {
        const parsed = JSON.parse(line) as MetricsLine;
        return parsed.step <= step ? [parsed] : [];
      } catch {
        return []; // the line that a kill cut off
      }
    });
    const log = new MetricsLog(path, lines);
    await writeFileAtomically(path, Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    return log;
  }

  async append(line: MetricsLine): Promise<void> {
    this.lines.push(line);
    await appendFile(this.path, `${JSON.stringify(line)}\n`);
  }
}

/** Means of numbers over several steps, each over those that measured it as finite: JSON has no other numbers. */
export class Means {
  #sums = new Map<string, { sum: number; count: number }>();

  add(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (!Number.isFinite(value)) continue;
      const { sum, count } = this.#sums.get(name) ?? { sum: 0, count: 0 };
      this.#sums.set(name, { sum: sum + value, count: count + 1 });
    }
  }

  /** The means since the last call, to five significant digits. */
  take(): Record<string, number> {
    const means = [...this.#sums].map(([name, { sum, count }]) => [name, Number((sum / count).toPrecision(5))]);
    this.#sums.clear();
    return Object.fromEntries(means);
  }
}
