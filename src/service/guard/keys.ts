import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { InputError } from '../../errors/errors.js';

/** What a key begins with, so that people and scanners of secrets know it. */
const PREFIX = 'farface_';

const LINE = /^(?<name>[\w.@-]{1,64})\s+sha256:(?<hash>[0-9a-f]{64})$/;

/**
 * A new key, of 256 random bits, and the line for the file of keys: a hash, of which nobody can make the key again. Keys
 * are random, so a fast hash is as good as a slow one.
 */
export function newKey(name: string): { readonly key: string; readonly line: string } {
  const key = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const line = `${name} sha256:${hashOf(key).toString('hex')}`;
  if (!LINE.test(line)) {
    throw new InputError(`${JSON.stringify(name)}: expected a name of at most 64 letters, digits, and . _ @ -.`);
  }
  return { key, line };
}

/** The keys that open the service, by their hashes. */
export class Keys {
  private constructor(private readonly keys: readonly { readonly name: string; readonly hash: Buffer }[]) {}

  /** @throws InputError where the file's text is not one of keys */
  static parse(text: string, path: string): Keys {
    const keys = text.split(/\r?\n/).flatMap((line, index) => {
      if (/^\s*(#|$)/.test(line)) return [];
      const { name, hash } = LINE.exec(line.trim())?.groups ?? {};
      if (name === undefined || hash === undefined) {
        throw new InputError(
          `${path}:${index + 1}: is no key; expected NAME sha256:HASH, as farface serve --new-key NAME prints it.`,
        );
      }
      return [{ name, hash: Buffer.from(hash, 'hex') }];
    });
    if (keys.length === 0) {
      throw new InputError(`${path}: has no keys. Add what farface serve --new-key NAME prints.`);
    }
    return new Keys(keys);
  }

  /** Whose key it is. All are compared, each in the same time whatever it is. */
  find(key: string): string | undefined {
    const hash = hashOf(key);
    let found: string | undefined;
    for (const known of this.keys) if (timingSafeEqual(hash, known.hash)) found = known.name;
    return found;
  }
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
