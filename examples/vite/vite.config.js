import { defineConfig } from 'vite';

// With these headers a page has memory that threads share: detection takes about half the time.
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  worker: { format: 'es' },
  build: { target: 'es2022' },
  // Vite's development server would move files away from what lies beside them.
  optimizeDeps: { exclude: ['farface', 'onnxruntime-web'], include: ['farface > protobufjs/minimal.js'] },
  server: { headers },
  preview: { headers },
});
