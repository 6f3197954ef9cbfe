import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files in a spool: only its owner may read them. */
export const PRIVATE_FILE = 0o600;

/** What lies in a spool for one piece of work. */
export class SpoolFolder {
  readonly #bytes = new Map<string, number>();
  readonly #expected = new Map<string, number>();

  constructor(
    readonly path: string,
    private readonly forget: () => void,
  ) {}

  /** Bytes that lie here, as far as it was told. */
  get bytes(): number {
    return sum(this.#bytes.values());
  }

  /** The same with what is still to come. */
  get promised(): number {
    const names = new Set([...this.#bytes.keys(), ...this.#expected.keys()]);
    return sum([...names].map((name) => Math.max(this.#bytes.get(name) ?? 0, this.#expected.get(name) ?? 0)));
  }

  /** The path of a file in it, which need not be there yet. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Says how large a file of it is by now. */
  note(name: string, bytes: number): void {
    this.#bytes.set(name, bytes);
  }

  /** Says how large a file of it will become, about: others are let in only beside that. */
  expect(name: string, bytes: number): void {
    this.#expected.set(name, bytes);
  }

  async remove(name: string): Promise<void> {
    await rm(this.file(name), { force: true });
    this.#bytes.delete(name);
    this.#expected.delete(name);
  }

  async removeAll(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    this.#bytes.clear();
    this.#expected.clear();
    this.forget();
  }
}

/** Bytes of a file; 0 where it is not there. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
