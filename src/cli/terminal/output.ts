import { codeOf } from '../../runtime/file-error.js';

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

/** What the terminal would take for commands, and other characters that nobody sees, spelt out. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (sign) => {
    const code = sign.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
