import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** `farface serve`, built, in a process of its own. */
export class Server {
  readonly errors: string[] = [];

  private constructor(
    readonly address: string,
    private readonly child: ChildProcess,
  ) {
    child.stderr?.on('data', (text) => this.errors.push(String(text)));
  }

  static async start(words: readonly string[]): Promise<Server> {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--no-page', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [line] = await once(child.stdout, 'data');
    return new Server(String(line).trim(), child);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Megabytes in memory. */
  get memory(): number {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1000;
  }

  /** Open files and sockets. */
  get files(): number {
    return readdirSync(`/proc/${this.child.pid}/fd`).length;
  }

  /** Numbers of /metrics, by their names. */
  async numbers(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`${this.address}/metrics`)).text();
    return new Map([...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name, value]) => [name!, Number(value)]));
  }

  /** Ends it as orchestrators do, and returns the exit code. */
  async stop(): Promise<number | null> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [code] = await ended;
    return code;
  }
}
