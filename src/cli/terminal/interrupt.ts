import { EXIT } from './exit.js';

/** Ctrl-C, as something that work can watch. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C (or a polite kill): finish what must be finished, then stop. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  dispose(): void;
}

/** Turns the first Ctrl-C into an aborted signal; a second one ends the process at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Error('stopped by Ctrl-C'));
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
