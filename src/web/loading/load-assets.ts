import type { Asset, Assets } from '../assets.js';
import { STRINGS } from '../strings.js';
import { CACHE } from './cache-name.js';

type Loaded = Record<'runtime' | 'proposals' | 'verification', Uint8Array<ArrayBuffer>>;

/**
 * Loads what the detector needs, from the browser's cache if it is there.
 *
 * @param base address of the page's folder
 * @throws Error that names what could not be loaded
 */
export async function loadAssets(
  assets: Assets,
  base: string,
  onLoaded: (done: number, total: number) => void,
): Promise<Loaded> {
  const wanted = [assets.runtime, assets.proposals, assets.verification];
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const done = wanted.map(() => 0);
  const files = await Promise.all(
    wanted.map((asset, index) =>
      loadAsset(asset, new URL(asset.path, base), (bytes) => {
        done[index] = bytes;
        onLoaded(
          done.reduce((sum, each) => sum + each, 0),
          total,
        );
      }),
    ),
  );
  const [runtime, proposals, verification] = files;
  return { runtime: runtime!, proposals: proposals!, verification: verification! };
}

async function loadAsset(asset: Asset, url: URL, onBytes: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  // Private windows of some browsers have no cache: the page works, but not offline.
  const cache = await caches.open(CACHE).catch(() => undefined);
  const kept = await cache?.match(url);
  const packed = kept ? new Uint8Array(await kept.arrayBuffer()) : await download(asset, url, onBytes);
  onBytes(asset.size);
  const file = await unpack(packed, asset.path);
  if (file.length !== asset.unpacked) throw new Error(STRINGS.engine.damaged(asset.path));
  if (!kept) await cache?.put(url, new Response(packed)).catch(() => undefined);
  return file;
}

async function download(
  { path, size }: Asset,
  url: URL,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(STRINGS.engine.download(response.status, path));
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    onBytes(Math.min(length, size));
  }
  const file = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** Unpacks gzip; what a server sent with `Content-Encoding: gzip` the browser has unpacked already. */
async function unpack(file: Uint8Array<ArrayBuffer>, path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file;
  try {
    const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error(STRINGS.engine.damaged(path));
  }
}
