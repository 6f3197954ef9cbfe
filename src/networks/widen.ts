import { type Packing, requireTensor, type Weights, type WeightTensor } from './parameters.js';

/**
 * The start of a network that has more channels than one that is trained: it says the same as that one, so that training
 * goes on from there (Chen et al. 2016, *Net2Net*, which copies channels; here the new ones keep their random start, and no old one hears
 * them yet). With as many channels it is the trained network itself.
 *
 * @param packing of the wide network; of kernels outputs first, [features, inputs, …], as convolutions have them
 * @param start values of its vector before training
 * @param trained tensors of the narrow network
 * @throws RangeError where a tensor is missing, or is no part of the wide network's
 */
export function widen(packing: Packing, start: Float32Array, trained: Weights): Float32Array {
  const vector = start.slice();
  for (const [name, wide] of packing.unpack(vector)) embed(narrowTensor(trained, name, wide), wide);
  return vector;
}

/** Writes a tensor into the first rows and columns of a larger one; what is right of it becomes 0. */
function embed(narrow: WeightTensor, wide: WeightTensor): void {
  const row = wide.data.length / wide.shape[0]!;
  const narrowRow = narrow.data.length / narrow.shape[0]!;
  for (let feature = 0; feature < narrow.shape[0]!; feature += 1) {
    wide.data.fill(0, feature * row, (feature + 1) * row);
    wide.data.set(narrow.data.subarray(feature * narrowRow, (feature + 1) * narrowRow), feature * row);
  }
}

function narrowTensor(trained: Weights, name: string, { shape }: WeightTensor): WeightTensor {
  const own = trained.get(name)?.shape ?? shape;
  // Only channels may be more: features, and what each kernel takes of them.
  const fits =
    own.length === shape.length && own.every((n, axis) => (axis < 2 ? n <= shape[axis]! : n === shape[axis]));
  return requireTensor(trained, name, fits ? own : shape);
}
