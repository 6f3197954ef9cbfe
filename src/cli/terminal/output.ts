import { writeSync } from 'node:fs';
import { codeOf, fileError } from '../../runtime/file-error.js';

const failure = new AbortController();
let untold = false;

/** Aborted when nothing more can be printed: whoever read it has gone, or the disk that it goes to is full. */
export const outputFailure: AbortSignal = failure.signal;

/** Whether something that the user should know could not be told. */
export function isUntold(): boolean {
  return untold;
}

/** Notices that nothing more can be printed, which would otherwise end the process in the middle of its work. */
export function watchOutput(): void {
  process.stdout.on('error', (error) => failure.abort(error));
  process.stderr.on('error', () => {
    untold = true;
  });
}

/** Whether a reader has seen enough (`farface … | head`), which is no failure where nothing was left undone. */
export function isReaderGone(): boolean {
  return failure.signal.aborted && codeOf(failure.signal.reason) === 'EPIPE';
}

let lossTold = false;

/** Whether it was said that standard output cannot be written. */
export function wasLossTold(): boolean {
  return lossTold;
}

/** Why standard output cannot be written, and what to do. */
export function lossOfOutput(): string {
  lossTold = true;
  return fileError('standard output', 'cannot be written', failure.signal.reason).message;
}

/** Says so, at the end of the process. */
export function tellLoss(): void {
  try {
    writeSync(2, `farface: ${lossOfOutput()}\n`);
  } catch {
    // Nor can standard error.
  }
}

/** What the terminal would take for commands, and other characters that nobody sees, spelt out. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (sign) => {
    const code = sign.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
