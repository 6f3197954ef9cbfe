import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors/errors.js';
import { moduleOf } from '../../platform/node/worker.js';
import { passing } from '../healing.js';
import { type Looked, type Looker, LookerLost, type LookTask, UnfitError } from './look.js';
import type { Answer } from './look-process.js';

/** Looks at one photo at a time in a process of its own, so that a file which ends it ends nothing else, and locks are renewed. */
export class ProcessLooker implements Looker {
  #child: ChildProcess | undefined;

  /** @param timeout seconds that one photo may take @param videoTimeout that one video may */
  constructor(
    private readonly timeout: number,
    private readonly videoTimeout: number,
  ) {}

  async look(task: LookTask, signal: AbortSignal): Promise<Looked> {
    signal.throwIfAborted();
    const answer = await this.#ask(task, signal);
    if ('looked' in answer) return answer.looked;
    if ('failed' in answer) throw answer.heals ? passing(answer.failed) : new InputError(answer.failed);
    if ('unfit' in answer) throw new UnfitError(answer.unfit);
    throw new Error(`${task.name}: ${answer.defect}`);
  }

  async close(): Promise<void> {
    this.#end();
  }

  #ask(task: LookTask, signal: AbortSignal): Promise<Answer> {
    const child = this.#running();
    const most = task.video ? this.videoTimeout : this.timeout;
    return new Promise((resolve, reject) => {
      const lost = (how: string) => {
        this.#end();
        settle(() => reject(new LookerLost(how)));
      };
      const answered = (answer: Answer) => settle(() => resolve(answer));
      const ended = (code: number | null, by: string | null) => lost(by === null ? `exit code ${code}` : by);
      const failed = (error: Error) => lost(error.message);
      // What nobody wants any longer is not waited for.
      const unwanted = () => {
        this.#end();
        settle(() => reject(signal.reason));
      };
      const slow = setTimeout(() => lost(`no end after ${most} s`), 1000 * most);
      const settle = (then: () => void) => {
        clearTimeout(slow);
        child.off('message', answered).off('exit', ended).off('error', failed);
        signal.removeEventListener('abort', unwanted);
        then();
      };
      child.on('message', answered).on('exit', ended).on('error', failed);
      signal.addEventListener('abort', unwanted);
      child.send(task, (error) => {
        if (error) lost(error.message);
      });
    });
  }

  #running(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    this.#child = fork(fileURLToPath(moduleOf(new URL('./look-process', import.meta.url))), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // Told to whoever waits for an answer; between two photos to nobody.
    this.#child.on('error', () => {});
    return this.#child;
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
