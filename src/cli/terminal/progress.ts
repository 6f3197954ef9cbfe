import cliProgress, { type Options } from 'cli-progress';
import type { Progress } from '../../runtime/watch.js';

/** A bar on standard error that lines of output can pass by. */
export interface ProgressBar extends Progress {
  /** One more was done by an earlier run: it fills the bar but does not count for the rate. */
  skip(): void;
  /** The unit at hand is done to this share, 0 to 1. */
  part(share: number): void;
  /** Writes a line to `stream`, above the bar. */
  line(text: string, stream: NodeJS.WriteStream): void;
}

const OPTIONS: Options = {
  format: (options, { progress, value, total }, { unit, note, started, before }) => {
    const rate = (value - before) / Math.max((Date.now() - started) / 1000, 1e-3);
    const left = value > before ? `, ${duration((total - value) / rate)} left` : '';
    const bar = cliProgress.Format.BarFormat(progress, { ...options, barsize: 24 });
    return `${bar} ${Math.floor(value)}/${total} ${unit}, ${rate.toPrecision(2)}/s${left}  ${note}`;
  },
  barCompleteChar: '█',
  barIncompleteChar: '░',
  clearOnComplete: true,
  hideCursor: true,
  // Lines of output may wrap; the bar itself is cut to the terminal's width.
  linewrap: true,
  // Ctrl-C is the command's to handle.
  gracefulExit: false,
  stream: process.stderr,
};

/**
 * A bar over `total` units; nothing at all where nobody watches (`shown` is false or standard error is no terminal).
 *
 * @param before units that an earlier run did: they fill the bar but do not count for the rate
 */
export function createProgress(total: number, unit: string, shown: boolean, before = 0): ProgressBar {
  const bar = shown && process.stderr.isTTY ? new cliProgress.SingleBar(OPTIONS) : undefined;
  // However the process ends, the terminal gets its cursor back.
  const restore = () => bar?.stop();
  process.once('exit', restore);
  let done = before;
  let skipped = before;
  bar?.start(total, before, { unit, note: '', started: Date.now(), before });
  const line = (text: string, stream: NodeJS.WriteStream) => {
    const shared = bar !== undefined && stream.isTTY;
    // The bar owns the terminal's last line: wipe it, write, and let the next update draw it again below. When it
    // stops it returns to the cursor's position as last saved, which is to be there.
    if (shared) process.stderr.write('\r\x1b[2K');
    stream.write(`${text}\n`);
    if (shared) process.stderr.write('\x1b7');
  };
  return {
    advance: (note = '') => bar?.update(++done, { note }),
    skip: () => bar?.update(++done, { before: ++skipped }),
    part: (share) => bar?.update(done + share),
    line,
    tell: (text) => line(text, process.stderr),
    stop: () => {
      process.off('exit', restore);
      restore();
    },
  };
}

/** As in `42 s`, `3 min 20 s` or `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
