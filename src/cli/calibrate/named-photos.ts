import { collectInputs } from '../../batch/inputs.js';
import { InputError } from '../../errors/errors.js';

/** Paths of the photos that are named, and of those in the folders that are. Throws `InputError` where one cannot be looked at. */
export async function namedPhotos(typed: readonly string[]): Promise<string[]> {
  const { all } = await collectInputs(typed);
  return all.map((input) => {
    if ('error' in input) throw new InputError(input.error);
    return input.path;
  });
}
