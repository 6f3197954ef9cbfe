import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { decodeSafetensors } from '../../weights/safetensors.js';
import type { Asset, Assets } from '../assets.js';
import { packWeights } from '../loading/packed-weights.js';

const RUNTIME = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const WEIGHTS = fileURLToPath(new URL('../../../weights/', import.meta.url));

/** ONNX Runtime for wasm alone: the builds that can use WebGPU as well are twice as large. */
export const RUNTIME_MODULE = join(RUNTIME, 'ort.wasm.min.mjs');

interface LoadedFiles {
  readonly assets: Assets;
  /** Contents by path below the page's folder. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** The files that the page loads once, with names that change with their content. */
export function loadedFiles(): LoadedFiles {
  const contents = new Map<string, Uint8Array>();
  const named = (name: string, extension: string, content: Uint8Array): string => {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8);
    const path = `assets/${name}-${hash}.${extension}`;
    contents.set(path, content);
    return path;
  };
  // Not called .gz: some servers would say that the content is encoded, and browsers would unpack it.
  const packed = (name: string, content: Uint8Array): Asset => {
    const small = gzipSync(content, { level: 9 });
    return { path: named(name, 'packed', small), size: small.length, unpacked: content.length };
  };
  const assets: Assets = {
    runtime: packed('runtime', readFileSync(join(RUNTIME, 'ort-wasm-simd-threaded.wasm'))),
    proposals: packed('proposals', weights('proposals.safetensors')),
    verification: packed('verification', weights('verification.safetensors')),
    runtimeScript: named('runtime', 'mjs', readFileSync(join(RUNTIME, 'ort-wasm-simd-threaded.mjs'))),
  };
  return { assets, contents };
}

/** Weights that ship with farface, for the wire. */
function weights(name: string): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(readFileSync(join(WEIGHTS, name)), name);
  return packWeights(tensors, metadata);
}

/** Writes them beside the page. */
export function writeLoadedFiles({ contents }: LoadedFiles): Plugin {
  return {
    name: 'farface-loaded-files',
    generateBundle() {
      for (const [fileName, source] of contents) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
