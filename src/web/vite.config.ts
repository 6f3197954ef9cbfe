import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { SECURITY_POLICY } from '../cli/page/security-policy.js';
import { loadedFiles, RUNTIME_MODULE, writeLoadedFiles } from './build/loaded-files.js';
import { serviceWorker } from './build/service-worker.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const files = loadedFiles();
const packed = [files.assets.runtime, files.assets.proposals, files.assets.verification].map(({ path }) => path);

/** The policy is in the page itself, so that it holds on servers that send no headers. */
const securityPolicy: Plugin = {
  name: 'farface-security-policy',
  transformIndexHtml: (html) => html.replace('%CSP%', SECURITY_POLICY),
};

export default defineConfig({
  root: here('.'),
  // The page works in any folder of any server.
  base: './',
  define: { FARFACE_ASSETS: JSON.stringify(files.assets) },
  resolve: {
    alias: [
      { find: /^onnxruntime-web\/(wasm|webgpu)$/, replacement: RUNTIME_MODULE },
      { find: /^(\.\.\/)+runtime\/lines\.js$/, replacement: here('build/no-files.ts') },
      // The page loads its own, smaller copies.
      { find: /^\.\/shipped-weights\.js$/, replacement: here('build/no-shipped-weights.ts') },
    ],
  },
  plugins: [writeLoadedFiles(files), securityPolicy, serviceWorker(packed)],
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
