import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { InputError, messageOf } from '../../errors/errors.js';
import { shippedWeights } from '../../platform/node/bytes.js';
import type { ShippedWeights } from '../../platform/port.js';
import { packWeights } from '../../weights/packed-weights.js';
import { decodeSafetensors } from '../../weights/safetensors.js';

/** A file that the page loads once, gzipped so that it is small on any server. */
export interface Pack {
  /** Address below the page's folder; it changes with the content. */
  readonly path: string;
  /** Bytes once unpacked. */
  readonly unpacked: number;
  /** Packs it, the first time that it is asked for. */
  readonly file: () => Promise<Uint8Array>;
}

/** What the page's detector consists of: ONNX Runtime, and the weights in 8 bits. */
export type Packs = Readonly<Record<'runtime' | 'proposals' | 'verification', Pack>>;

/**
 * The packs, made of the installed onnxruntime-web and of the weights that ship. The page's build takes their addresses
 * into the page, and the command serves and writes them, so that neither runtime nor weights are in the package twice.
 *
 * @throws InputError where onnxruntime-web is not installed
 */
export function makePacks(): Packs {
  return {
    runtime: pack('runtime', readFileSync(join(runtimeFolder(), 'ort-wasm-simd-threaded.wasm'))),
    proposals: pack('proposals', weights('proposals')),
    verification: pack('verification', weights('verification')),
  };
}

/** The folder with the builds of onnxruntime-web. */
export function runtimeFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  } catch (error) {
    throw new InputError(
      `onnxruntime-web is not there (${messageOf(error)}). Install farface again: it comes with it.`,
    );
  }
}

function weights(name: ShippedWeights): Uint8Array {
  const path = shippedWeights(name);
  const { tensors, metadata } = decodeSafetensors(readFileSync(path), path);
  return packWeights(tensors, metadata);
}

function pack(name: string, content: Uint8Array): Pack {
  let file: Promise<Uint8Array> | undefined;
  return {
    // Of what it unpacks to: how small gzip makes it differs with the version of zlib.
    // Not called .gz: some servers would say that the content is encoded, and browsers would unpack it.
    path: hashedPath(name, 'packed', content),
    unpacked: content.length,
    file: () => {
      file ??= promisify(gzip)(content, { level: 9 });
      return file;
    },
  };
}

/** An address that changes with the content, so that browsers may keep what is there for ever. */
export function hashedPath(name: string, extension: string, content: Uint8Array): string {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8);
  return `assets/${name}-${hash}.${extension}`;
}
