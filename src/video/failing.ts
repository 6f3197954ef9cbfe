import { VerificationError } from '../redact/check-redaction.js';
import type { Video } from './video.js';

/** Throws, saying what is wrong with a result. */
export type Fail = (what: string) => never;

/** What is wrong with a result, as an error that names its source. */
export function failing({ name }: Pick<Video, 'name'>): Fail {
  return (what) => {
    throw new VerificationError(
      `${name}: the redacted video ${what}, so it is not kept. Try a higher --quality, or convert the video first.`,
    );
  };
}
