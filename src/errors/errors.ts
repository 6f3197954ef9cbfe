/**
 * Something that the caller gave is wrong: a file, an argument, a setting. The message names it, says what was
 * expected and what to do. The command prints the message alone; anything else that is thrown is a defect of farface.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
