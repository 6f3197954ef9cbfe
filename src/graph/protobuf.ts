import protobuf from 'protobufjs/minimal.js';

/**
 * Protocol buffers by a description of their messages. protobufjs can do that itself, but compiles JavaScript for it, which
 * pages with a strict Content-Security-Policy forbid; its writer does not.
 */

/** A field's type, number, and whether it is repeated. The type is another message's name or one of protocol buffers' own. */
export type Field = readonly [type: string, id: number, repeated?: boolean];

/** Messages by name, their fields by name, in ascending order of their numbers, in which they are written. */
export type Schema = Readonly<Record<string, Readonly<Record<string, Field>>>>;

/** Source: Protocol Buffers, "Encoding", "Message Structure". */
const WIRE_TYPE = { varint: 0, bytes: 2, fixed32: 5 };

/** Encodes a message. Fields that are absent are left out; repeated numbers are packed. */
export function encodeMessage(schema: Schema, name: string, message: object): Uint8Array {
  const writer = protobuf.Writer.create();
  writeFields(writer, schema, name, message);
  return writer.finish();
}

function writeFields(writer: protobuf.Writer, schema: Schema, name: string, message: object): void {
  const values = new Map<string, unknown>(Object.entries(message));
  for (const [key, [type, id, repeated = false]] of Object.entries(schema[name]!)) {
    const value = values.get(key);
    if (value === undefined) continue;
    const items: readonly unknown[] = repeated && Array.isArray(value) ? value : [value];
    if (repeated && type === 'int64') {
      if (items.length === 0) continue;
      writer.uint32(tag(id, WIRE_TYPE.bytes)).fork();
      for (const item of items) writeScalar(writer, type, item);
      writer.ldelim();
      continue;
    }
    for (const item of items) {
      writer.uint32(tag(id, wireTypeOf(type)));
      if (type in schema && typeof item === 'object' && item !== null) {
        writeFields(writer.fork(), schema, type, item);
        writer.ldelim();
      } else writeScalar(writer, type, item);
    }
  }
}

const tag = (id: number, wireType: number) => ((id << 3) | wireType) >>> 0;

function wireTypeOf(type: string): number {
  if (type === 'int32' || type === 'int64') return WIRE_TYPE.varint;
  return type === 'float' ? WIRE_TYPE.fixed32 : WIRE_TYPE.bytes;
}

function writeScalar(writer: protobuf.Writer, type: string, value: unknown): void {
  if (type === 'int32' && typeof value === 'number') writer.int32(value);
  else if (type === 'int64' && typeof value === 'number') writer.int64(value);
  else if (type === 'float' && typeof value === 'number') writer.float(value);
  else if (type === 'string' && typeof value === 'string') writer.string(value);
  else if (type === 'bytes' && value instanceof Uint8Array) writer.bytes(value);
  else throw new TypeError(`expected a value of ${type} for protocol buffers, received ${typeof value}`);
}
