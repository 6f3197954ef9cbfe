import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

type Child = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable; readonly stderr: Readable };

/**
 * Ends ffmpeg where this process is killed with no warning: one that waits for a sender neither reads nor writes what would
 * tell it. Windows ends it by itself.
 *
 * @returns what is to be called once ffmpeg has ended
 */
function guard(child: ChildProcess): () => void {
  if (process.platform === 'win32' || child.pid === undefined) return () => {};
  // What this process holds open ends with it, however it ends.
  const words = ['-c', 'read -r _; kill -9 "$0"', String(child.pid)];
  const shell = spawn('sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.once('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as Socket).unref();
  return () => void shell.kill('SIGKILL');
}

/** The user's ffmpeg at work. */
export class FfmpegProcess {
  readonly #child: Child;
  readonly #ended: Promise<number>;
  #hasEnded = false;
  #said = '';
  #rest = '';
  #lost: Error | undefined;

  readonly #atExit = () => void this.#child.kill('SIGKILL');

  /** @param onLine takes what it says, line by line */
  constructor(program: string, args: readonly string[], onLine: (line: string) => void = () => {}) {
    const child = spawn(program, ['-hide_banner', '-nostats', ...args], {
      // The last one is for what `aside` gives.
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // SVT-AV1 speaks past ffmpeg's own settings.
      env: { ...process.env, SVT_LOG: '1' },
      // Ctrl-C goes to all of a terminal's group: what is begun is to be finished, by whoever was asked to stop.
      detached: process.platform !== 'win32',
    });
    this.#child = child as Child;
    process.once('exit', this.#atExit);
    const unguard = guard(child);
    this.#ended = new Promise<number>((resolve) => {
      this.#child.once('error', (error) => {
        this.#lost = error;
        resolve(-1);
      });
      this.#child.once('close', (code) => resolve(code ?? -1));
    }).finally(() => {
      this.#hasEnded = true;
    });
    void this.#ended.then(() => {
      process.off('exit', this.#atExit);
      unguard();
    });
    // What it does not read any longer, as it ended, is told by how it ended.
    this.#child.stdin.on('error', () => {});
    this.aside.on('error', () => {});
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

  /** What it writes to `pipe:3`. */
  get aside(): Readable {
    return this.#child.stdio[3] as Readable;
  }

  /** Asks it to end as it would at the end of what it reads. */
  stop(): void {
    this.#child.kill('SIGINT');
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
    this.aside.destroy();
    this.#child.kill('SIGKILL');
  }
}
