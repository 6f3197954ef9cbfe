import { InputError } from '../../errors/errors.js';

/** Why this browser does not read a picture, for pages that say it in words of their own. */
export type Unreadable = 'damaged' | 'heic' | 'too-large' | 'over-limit';

/** A picture of a known format that this browser cannot read. */
export class UnreadableError extends InputError {
  constructor(
    message: string,
    readonly why: Unreadable,
  ) {
    super(message);
  }
}
