import { InputError, messageOf } from '../errors/errors.js';

/** What the system's codes mean to whoever ran the command, and what to do about it. */
const MEANING: Record<string, string> = {
  ENOSPC: 'the disk is full. Make room, or choose another place',
  EDQUOT: 'your share of the disk is used up. Make room, or choose another place',
  EFBIG: 'files may not grow so large here. Raise the limit (ulimit -f), or choose another place',
  EACCES: 'permission is missing. Change it, or choose another place',
  EPERM: 'permission is missing. Change it, or choose another place',
  EROFS: 'the disk can only be read. Choose another place',
  EEXIST: 'a file stands where a folder is needed. Move it, or choose another place',
  ENOTDIR: 'a file stands where a folder is needed. Move it, or choose another place',
  EISDIR: 'a folder has this name. Choose another name',
  ENAMETOOLONG: 'its name is too long. Choose a shorter one',
  ENOENT: 'there is no such folder. Check the path',
  ELOOP: 'its links lead in a circle. Choose another place',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n)',
  EPIPE: 'whoever reads it has ended. Run the command again, and read all of it',
  EIO: 'the disk fails. Choose another one',
};

/** The code that the system gave an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * What to tell whoever named the file: it, what went wrong and what to do. Temporary files are nobody's concern, so they
 * are not named.
 *
 * @param path the file as the user knows it
 * @param failed what could not be done, as in `cannot be written`
 */
export function fileError(path: string, failed: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  const code = codeOf(error);
  const meaning = code === undefined ? undefined : MEANING[code];
  return new InputError(`${path}: ${failed}: ${meaning ?? messageOf(error).replace(/\.$/, '')}.`, { cause: error });
}
