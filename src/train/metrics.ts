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

/** Means of numbers over several steps. */
export class Means {
  #sums: Record<string, number> = {};
  #count = 0;

  add(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#sums[name] = (this.#sums[name] ?? 0) + value;
    this.#count += 1;
  }

  /** The means since the last call, to five significant digits. */
  take(): Record<string, number> {
    const means = Object.fromEntries(
      Object.entries(this.#sums).map(([name, sum]) => [name, Number((sum / this.#count).toPrecision(5))]),
    );
    this.#sums = {};
    this.#count = 0;
    return means;
  }
}
