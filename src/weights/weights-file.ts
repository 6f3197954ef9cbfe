import { platform } from '#platform';
import { InputError, messageOf } from '../errors/errors.js';
import { allFinite } from '../errors/finite.js';
import type { Weights } from '../networks/parameters.js';
import type { ShippedWeights } from '../platform/port.js';
import { decodeSafetensors } from './safetensors.js';

/** Where weights are: the path of a file (in a browser its address), its URL, or its bytes. */
export type WeightsSource = string | URL | Uint8Array | ArrayBuffer;

/** Whether something that came from outside may be that. */
export function isWeightsSource(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return value instanceof URL || value instanceof Uint8Array || value instanceof ArrayBuffer;
}

/** What errors call weights. */
export function weightsName(source: WeightsSource): string {
  if (source instanceof URL) return source.href;
  return typeof source === 'string' ? source : 'the weights given as bytes';
}

/**
 * Reads weights.
 *
 * @param source where they are; those that ship with farface by default
 * @param shipped name of those
 * @param network as errors call it
 * @throws InputError where they cannot be read or are no safetensors file
 */
export async function readWeightsFile(
  source: WeightsSource | undefined,
  shipped: ShippedWeights,
  network: string,
): Promise<{ file: string; tensors: Weights; metadata: Record<string, string> }> {
  const given = source ?? platform.shippedWeights(shipped);
  const file = weightsName(given);
  const bytes = await platform.readBytes(given, file, 'a file of weights').catch((error: unknown) => {
    throw new InputError(`${messageOf(error)}: the weights of ${network} cannot be read. ${advice(given, shipped)}`);
  });
  const decoded = decodeWeights(bytes, file, advice(given, shipped));
  for (const [name, { data }] of decoded.tensors) {
    if (!allFinite(data)) {
      throw new InputError(
        `${file}: ${name} has numbers that are none (NaN or infinite): the weights of ${network} are damaged. ${advice(given, shipped)}`,
      );
    }
  }
  return { file, ...decoded };
}

/** Servers may answer with a page where there is no such file. */
function decodeWeights(bytes: Uint8Array, file: string, advice: string): ReturnType<typeof decodeSafetensors> {
  try {
    return decodeSafetensors(bytes, file);
  } catch (error) {
    throw new InputError(`${messageOf(error)}. ${advice}`);
  }
}

function advice(given: WeightsSource, shipped: ShippedWeights): string {
  if (given !== platform.shippedWeights(shipped))
    return 'Check the path, or leave it out to use the weights that ship with farface.';
  return (
    `They ship with farface, as weights/${shipped}.safetensors. If a bundler has put farface's code elsewhere, keep ` +
    'farface out of the bundle (external), or give createDetector the weights as a path, a URL or bytes ' +
    '(weights and verificationWeights); otherwise install farface again.'
  );
}

/** Builds a model from weights. Throws `InputError` that names the file where they are of another network. */
export function buildModel<Model>(file: string, build: () => Model): Model {
  try {
    return build();
  } catch (error) {
    if (error instanceof RangeError)
      throw new InputError(`${file}: ${error.message}. Train anew with this version of farface.`);
    throw error;
  }
}
