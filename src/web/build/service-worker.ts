import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const ENTRY = fileURLToPath(new URL('../service-worker.ts', import.meta.url));

/** Builds the service worker last, when it is known what the page consists of. @param loaded paths that the page itself keeps */
export function serviceWorker(loaded: readonly string[]): Plugin {
  let folder = '';
  return {
    name: 'farface-service-worker',
    apply: 'build',
    configResolved: ({ build: { outDir }, root }) => {
      folder = join(root, relative(root, outDir));
    },
    async closeBundle() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
      const shell = files.filter(
        (path) => !loaded.includes(path) && path !== 'index.html' && path !== 'service-worker.js',
      );
      await build({
        configFile: false,
        logLevel: 'warn',
        define: {
          // The page by the address under which it is asked for.
          FARFACE_SHELL: JSON.stringify(['./', ...shell]),
          FARFACE_LOADED: JSON.stringify(loaded),
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          copyPublicDir: false,
          lib: { entry: ENTRY, formats: ['iife'], name: 'worker', fileName: () => 'service-worker.js' },
        },
      });
    },
  };
}
