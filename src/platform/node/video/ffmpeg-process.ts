import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** The user's ffmpeg at work. */
export class FfmpegProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<number>;
  #hasEnded = false;
  #said = '';
  #rest = '';
  #lost: Error | undefined;

  /** @param onLine takes what it says, line by line */
  constructor(program: string, args: readonly string[], onLine: (line: string) => void = () => {}) {
    this.#child = spawn(program, ['-hide_banner', '-nostats', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // SVT-AV1 speaks past ffmpeg's own settings.
      env: { ...process.env, SVT_LOG: '1' },
    });
    this.#ended = new Promise<number>((resolve) => {
      this.#child.once('error', (error) => {
        this.#lost = error;
        resolve(-1);
      });
      this.#child.once('close', (code) => resolve(code ?? -1));
    }).finally(() => {
      this.#hasEnded = true;
    });
    // What it does not read any longer, as it ended, is told by how it ended.
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.setEncoding('utf8');
    this.#child.stderr.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.includes('[error]') || line.includes('[fatal]'))
          this.#said = line.replace(/^.*\[(error|fatal)\] */, '');
        onLine(line);
      }
    });
  }

  get output(): Readable {
    return this.#child.stdout;
  }

  /** Hands it bytes; resolves once they are gone, so that their memory may be used for others. */
  async write(data: Uint8Array): Promise<void> {
    const { stdin } = this.#child;
    if (stdin.destroyed || stdin.writableEnded) return;
    // Where it ends before, this is called as well.
    await new Promise<void>((resolve) => stdin.write(data, () => resolve()));
  }

  /** Whether it is no longer at work. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Says that there is no more. */
  end(): void {
    this.#child.stdin.end();
  }

  /** Its exit code, and the last error that it named. */
  async result(): Promise<{ readonly code: number; readonly said: string }> {
    const code = await this.#ended;
    return { code, said: this.#lost?.message ?? (this.#said || `exit code ${code}`) };
  }

  /** Ends it, whatever it is at. */
  kill(): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.kill('SIGKILL');
  }
}
