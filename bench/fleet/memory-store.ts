import { readFile, writeFile } from 'node:fs/promises';
import { sha256 } from '../../src/fleet/results.js';
import type { Listed, Store, Stored } from '../../src/fleet/store/store.js';

/** A store in memory, which counts how often each key is written: what is measured is the queue. */
export class MemoryStore implements Store {
  readonly files = new Map<string, Uint8Array>();
  readonly written = new Map<string, number>();

  constructor(readonly name: string) {}

  async *list(after = ''): AsyncGenerator<Listed> {
    for (const [key, { length }] of [...this.files].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (key > after && !key.startsWith('.farface/')) yield { key, bytes: length, version: '1' };
  }

  async read(key: string): Promise<Stored | undefined> {
    const bytes = this.files.get(key);
    return bytes && { bytes, version: '1' };
  }

  async download(key: string, path: string): Promise<string | undefined> {
    const bytes = this.files.get(key);
    if (bytes) await writeFile(path, bytes);
    return bytes && '1';
  }

  async upload(key: string, path: string): Promise<void> {
    await this.write(key, await readFile(path));
  }

  async hashOf(key: string): Promise<string | undefined> {
    const bytes = this.files.get(key);
    return bytes && sha256(bytes);
  }

  async has(key: string): Promise<boolean> {
    return this.files.has(key);
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    this.files.set(key, bytes);
    this.written.set(key, (this.written.get(key) ?? 0) + 1);
  }

  async remove(key: string): Promise<void> {
    this.files.delete(key);
  }

  close(): void {}
}
