import { EXIT } from './exit.js';
import { outputFailure } from './output.js';

/** What ends work early, as something that work can watch. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C (or a polite kill), or when nothing more can be printed: finish what is begun, then stop. */
  readonly signal: AbortSignal;
  /** Whether it was Ctrl-C. */
  readonly byUser: boolean;
  /** Stops listening. */
  dispose(): void;
}

/** Turns the first Ctrl-C into an aborted signal; a second one ends the process at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let byUser = false;
  const stop = () => {
    if (byUser) process.exit(EXIT.interrupted);
    byUser = true;
    controller.abort(new Error('stopped by Ctrl-C'));
  };
  const lost = () => controller.abort(outputFailure.reason);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  outputFailure.addEventListener('abort', lost);
  if (outputFailure.aborted) lost();
  return {
    signal: controller.signal,
    get byUser() {
      return byUser;
    },
    dispose: () => {
      for (const signal of signals) process.off(signal, stop);
      outputFailure.removeEventListener('abort', lost);
    },
  };
}
