import { Float16Array } from '@petamoriken/float16';
import * as z from 'zod';
import { InputError } from '../errors/errors.js';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const count = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.enum(['F32', 'F16']),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
const metadataSchema = z.record(z.string(), z.string());
const headerSchema = z.record(z.string(), z.unknown());

const METADATA = '__metadata__';
const BYTES = { F32: 4, F16: 2 } as const;
/** The format's own limit. */
const LARGEST_HEADER = 100_000_000;

/**
 * Tensors as the bytes of a safetensors file (https://github.com/huggingface/safetensors, "Format"): the length of the
 * header, the header as JSON, padded so that the data are aligned, and the data as float32.
 */
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

/**
 * Reads a safetensors file of float32 and float16 tensors.
 *
 * @param name of the file, for errors
 * @throws InputError where the file is cut off or damaged, or has tensors of other types
 */
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
  const header = parseHeader(bytes.subarray(8, 8 + headerLength)) ?? fail('its header is no JSON object');
  const { [METADATA]: metadata = {}, ...entries } = header;

  // A plain Uint8Array: the slice of a Buffer would share its memory, not copy.
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + headerLength, bytes.length - 8 - headerLength);
  const tensors = new Map<string, StoredTensor>();
  const ranges: [start: number, end: number][] = [];
  for (const [tensor, value] of Object.entries(entries)) {
    const { dtype, shape, data_offsets } =
      entrySchema.safeParse(value).data ?? fail(`${tensor} is no float32 or float16 tensor`);
    const [start, end] = data_offsets;
    const elements = shape.reduce((product, length) => product * length, 1);
    if (end > body.length || end - start !== elements * BYTES[dtype]) fail(`${tensor} does not fit the file`);
    ranges.push(data_offsets);
    const part = body.slice(start, end);
    tensors.set(tensor, {
      shape,
      data: new Float32Array(dtype === 'F16' ? new Float16Array(part.buffer) : part.buffer),
    });
  }
  if (!covers(ranges, body.length)) fail('its tensors overlap or leave bytes over');
  return {
    tensors,
    metadata: metadataSchema.safeParse(metadata).data ?? fail(`${METADATA} has values that are no text`),
  };
}

function parseHeader(json: Uint8Array): Record<string, unknown> | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(new TextDecoder().decode(json))).data;
  } catch {
    return undefined;
  }
}

/** Whether each byte up to `length` lies in exactly one range, as the format demands. */
function covers(ranges: readonly (readonly [start: number, end: number])[], length: number): boolean {
  let covered = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (start !== covered) return false;
    covered = end;
  }
  return covered === length;
}
