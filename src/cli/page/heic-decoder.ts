import { createRequire } from 'node:module';

/**
 * libheif as one script with its WebAssembly inside, which comes with `heic-decode`; undefined where that is not installed. It
 * stays a file of its own beside the page, under its own licence (LGPL).
 */
export function heicDecoder(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    const beside = createRequire(require.resolve('heic-decode'));
    return beside.resolve('libheif-js/libheif-wasm/libheif-bundle.mjs');
  } catch {
    return undefined;
  }
}
