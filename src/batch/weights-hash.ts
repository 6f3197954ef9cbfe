import { platform } from '#platform';
import { InputError, messageOf } from '../errors/errors.js';
import { type WeightsSource, weightsName } from '../weights/weights-file.js';
import { hash } from './file-identity.js';

/** Tells weights from others by what is in them. */
export async function fingerprint(weights: WeightsSource): Promise<string> {
  const bytes = await platform.readBytes(weights, weightsName(weights), 'a file of weights').catch((error: unknown) => {
    throw new InputError(`${messageOf(error)}: the weights cannot be read. Name others with --weights.`);
  });
  return hash(bytes).slice(0, 16);
}
