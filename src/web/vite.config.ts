import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { hashedPath, makePacks, type Pack, runtimeFolder } from '../cli/page/packs.js';
import { SECURITY_POLICY } from '../cli/page/security-policy.js';
import { pageColors } from '../draw/palette.js';
import type { Asset, Assets } from './assets.js';
import { serviceWorker } from './build/service-worker.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** ONNX Runtime for wasm alone: the builds that can use WebGPU as well are twice as large. */
const RUNTIME_MODULE = join(runtimeFolder(), 'ort.wasm.min.mjs');
/** Its own script, which its threads run, too. */
const runtimeScript = readFileSync(join(runtimeFolder(), 'ort-wasm-simd-threaded.mjs'));

const packs = makePacks();
const assetOf = async ({ path, unpacked, file }: Pack): Promise<Asset> => {
  return { path, unpacked, size: (await file()).length };
};
const assets: Assets = {
  runtime: await assetOf(packs.runtime),
  proposals: await assetOf(packs.proposals),
  verification: await assetOf(packs.verification),
  runtimeScript: hashedPath('runtime', 'mjs', runtimeScript),
};

/** What the detector loads by its address. The packs are left out: `farface page` makes them of what is installed. */
const writeRuntimeScript: Plugin = {
  name: 'farface-runtime-script',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: assets.runtimeScript, source: runtimeScript });
  },
};

/** The policy is in the page itself, so that it holds on servers that send no headers. */
const securityPolicy: Plugin = {
  name: 'farface-security-policy',
  transformIndexHtml: (html) => html.replace('%CSP%', SECURITY_POLICY),
};

/** The page's colours are those of reports and figures. */
const colors: Plugin = {
  name: 'farface-colors',
  enforce: 'pre',
  transform: (css, id) => (id.endsWith('/ui/styles/base.css') ? pageColors() + css : null),
};

export default defineConfig({
  root: here('.'),
  // The page works in any folder of any server.
  base: './',
  define: { FARFACE_ASSETS: JSON.stringify(assets) },
  resolve: {
    alias: [
      { find: /^onnxruntime-web\/(wasm|webgpu)$/, replacement: RUNTIME_MODULE },
      { find: /^(\.\.\/)+runtime\/lines\.js$/, replacement: here('build/no-files.ts') },
      // The page loads its own, smaller copies.
      { find: /^\.\.\/shipped-weights\.js$/, replacement: here('build/no-shipped-weights.ts') },
    ],
  },
  plugins: [colors, writeRuntimeScript, securityPolicy, serviceWorker(Object.values(packs).map(({ path }) => path))],
  worker: { format: 'es' },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Small files stay files: the policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
