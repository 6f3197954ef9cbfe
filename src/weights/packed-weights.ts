import type { StoredTensor } from './safetensors.js';

/**
 * Weights for the wire, in a quarter of their size: kernels as the whole numbers of 8 bits that they are rounded to anyway
 * when a network computes in 8 bits, each feature with its own scale; all else as it is.
 *
 * In a file: the length of the header in 4 bytes, the header as JSON, then the data of each tensor, all little-endian and
 * padded to 4 bytes: float32, or for a kernel its scales as float32 and its numbers as bytes.
 */

type Tensors = ReadonlyMap<string, StoredTensor>;

interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** In their order in the file. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly isPacked: boolean }[];
}

const MOST = 127;

/** A convolution's kernel [features, channels, height, width]; what else there is takes next to nothing. */
const isKernel = ({ shape }: Pick<StoredTensor, 'shape'>) => shape.length === 4;

const padded = (bytes: number) => Math.ceil(bytes / 4) * 4;

export function packWeights(tensors: Tensors, metadata: Header['metadata']): Uint8Array {
  const entries = [...tensors].map(([name, tensor]) => ({ name, shape: tensor.shape, isPacked: isKernel(tensor) }));
  const header: Header = { metadata, tensors: entries };
  const parts: Uint8Array[] = [new TextEncoder().encode(JSON.stringify(header))];
  for (const tensor of tensors.values()) {
    if (isKernel(tensor)) parts.push(...packKernel(tensor));
    else parts.push(bytesOf(tensor.data));
  }
  const file = new Uint8Array(4 + parts.reduce((sum, { length }) => sum + padded(length), 0));
  new DataView(file.buffer).setUint32(0, parts[0]!.length, true);
  let at = 4;
  for (const part of parts) {
    file.set(part, at);
    at += padded(part.length);
  }
  return file;
}

/** Scales so that the largest number of each feature is 127, as `quantizeKernel` has them, and the numbers. */
function packKernel({ shape, data }: StoredTensor): [Uint8Array, Uint8Array] {
  const features = shape[0]!;
  const inner = data.length / features;
  const scales = new Float32Array(features);
  const numbers = new Int8Array(data.length);
  for (let feature = 0; feature < features; feature += 1) {
    const part = data.subarray(feature * inner, (feature + 1) * inner);
    scales[feature] = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / MOST;
    const scale = scales[feature]!; // as float32 has it
    if (scale > 0)
      numbers.set(
        part.map((value) => Math.round(value / scale)),
        feature * inner,
      );
  }
  return [bytesOf(scales), bytesOf(numbers)];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);

/** @throws RangeError or SyntaxError where the file is damaged */
export function unpackWeights(file: Uint8Array): { tensors: Map<string, StoredTensor>; metadata: Header['metadata'] } {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  // The page's own build wrote it.
  const header: Header = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + length)));
  let at = 4 + padded(length);
  const take = (bytes: number) => {
    const part = file.slice(at, at + bytes);
    if (part.length !== bytes) throw new RangeError('the file of weights is cut off');
    at += padded(bytes);
    return part.buffer;
  };
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, isPacked } of header.tensors) {
    const elements = shape.reduce((product, side) => product * side, 1);
    if (!isPacked) {
      tensors.set(name, { shape, data: new Float32Array(take(4 * elements)) });
      continue;
    }
    const scales = new Float32Array(take(4 * shape[0]!));
    const numbers = new Int8Array(take(elements));
    const inner = elements / shape[0]!;
    const data = new Float32Array(elements);
    for (let feature = 0, at = 0; feature < scales.length; feature++) {
      for (let end = at + inner; at < end; at++) data[at] = numbers[at]! * scales[feature]!;
    }
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata: header.metadata };
}
