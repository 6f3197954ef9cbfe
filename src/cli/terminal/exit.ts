/** What the command's exit code says. */
export const EXIT = {
  /** Everything went well. */
  ok: 0,
  /** A photo, a file or a step failed. */
  failed: 1,
  /** The command was called wrongly; nothing was done. */
  usage: 2,
  /** Stopped by Ctrl-C (128 + the signal's number, as shells have it). */
  interrupted: 130,
} as const;

/** The command was called wrongly in a way that only its action can tell. The message names the argument. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
