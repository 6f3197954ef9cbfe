import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { InputError } from '../../errors/errors.js';
import { readJsonFile } from '../../runtime/text.js';
import { configSchema, SECTIONS, type Section } from './schema.js';

/** The name of the file, looked for in the folder where farface is run and in those above it. */
export const CONFIG_FILE = 'farface.config.json';

/** What a configuration says. */
export type Config = z.output<typeof configSchema>;

/** The nearest configuration, if there is one. */
export function findConfig(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, CONFIG_FILE);
    if (existsSync(path)) return path;
    if (dirname(at) === at) return undefined;
  }
}

/** @throws InputError that names the file and what is wrong in it, with the name that was meant */
export async function readConfig(path: string): Promise<Config> {
  const value = await readJsonFile(path, 'a configuration in JSON');
  const result = configSchema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [section] = issue.path;
    const [key = ''] = issue.keys;
    const known = Object.keys(isSection(section) ? SECTIONS[section].shape : configSchema.shape);
    throw new InputError(
      `${path}: ${[...issue.path, key].join('.')} is unknown; did you mean ${nearest(key, known)}? Known are ${known.join(', ')}.`,
    );
  }
  const received = JSON.stringify(issue.input) ?? 'nothing';
  const message = issue.code === 'invalid_type' && issue.expected === 'object' ? 'expected an object' : issue.message;
  throw new InputError(`${path}: ${where}${where && ': '}${message}, received ${received.slice(0, 60)}.`);
}

function isSection(name: unknown): name is Section {
  return typeof name === 'string' && name in SECTIONS;
}

function nearest(key: string, known: readonly string[]): string {
  const far = (name: string) => distance(key.toLowerCase(), name.toLowerCase());
  return known.toSorted((a, b) => far(a) - far(b))[0]!;
}
