/**
 * What will run a model. Operations that ONNX Runtime lacks on a kind of device, or has with limits, write themselves out in
 * others there: `webgpu` stands for any GPU through WebGPU. Which these are, a search for `onnx.target` in `operations` says.
 */
export type Target = 'cpu' | 'webgpu';

/**
 * What a device of this name runs. Whatever a GPU takes, a CPU takes too, so that one may fall back on it.
 *
 * @example
 * const y = relu(new Graph().input('x', [1, 8, 32, 32]));
 * const model = compile({ y }, targetOf('cuda')); // one that a GPU can run
 */
export function targetOf(device = 'cpu'): Target {
  return device === 'cpu' ? 'cpu' : 'webgpu';
}
