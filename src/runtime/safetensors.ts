import { z } from 'zod';
import { InputError } from '../errors/errors.js';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z.record(z.string(), z.unknown());
const METADATA = '__metadata__';
const LARGEST_HEADER = 100_000_000;

/** Tensors as the bytes of a safetensors file, float32. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = { [METADATA]: metadata };
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let position = 8 + headerLength;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** Reads a safetensors file of float32 tensors. Throws an InputError that names the file. */
export function decodeSafetensors(
  bytes: Uint8Array,
  name: string,
): { tensors: Map<string, StoredTensor>; metadata: Record<string, string> } {
  const fail = (what: string): never => {
    throw new InputError(`${name}: expected a safetensors file, but ${what}`);
  };
  if (bytes.length < 8) fail('it is shorter than a header');
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > LARGEST_HEADER || 8 + headerLength > bytes.length) fail(`its header says ${headerLength} bytes`);
  let header: Record<string, unknown> = {};
  try {
    header = headerSchema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))));
  } catch {
    fail('its header is no JSON');
  }
  const tensors = new Map<string, StoredTensor>();
  // A plain Uint8Array: the slice of a Buffer would share its memory, not copy.
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + headerLength, bytes.length - 8 - headerLength);
  for (const [tensorName, value] of Object.entries(header)) {
    if (tensorName === METADATA) continue;
    const entry = entrySchema.safeParse(value);
    if (!entry.success || entry.data.dtype !== 'F32') return fail(`${tensorName} is no float32 tensor`);
    const [start, end] = entry.data.data_offsets;
    const count = entry.data.shape.reduce((product, length) => product * length, 1);
    if (end > body.length || end - start !== count * 4) return fail(`${tensorName} does not fit the file`);
    tensors.set(tensorName, { shape: entry.data.shape, data: new Float32Array(body.slice(start, end).buffer) });
  }
  return { tensors, metadata: (header[METADATA] ?? {}) as Record<string, string> };
}
