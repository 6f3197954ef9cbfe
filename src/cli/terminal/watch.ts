import type { Watch } from '../../runtime/watch.js';
import { onInterrupt } from './interrupt.js';
import { createProgress } from './progress.js';

/** The terminal as what watches long work: bars and words on standard error, stopped by Ctrl-C. */
export interface TerminalWatch extends Watch {
  readonly signal: AbortSignal;
  /** Stops listening to Ctrl-C. */
  dispose(): void;
}

/** @param shown whether bars are drawn; words are written anyway */
export function watchFromTerminal(shown = true): TerminalWatch {
  const interrupt = onInterrupt();
  return {
    signal: interrupt.signal,
    start: (total, unit, before) => createProgress(total, unit, shown, before),
    tell: (text) => void process.stderr.write(`${text}\n`),
    dispose: () => interrupt.dispose(),
  };
}
