import { InputError } from '../errors/errors.js';

/** Parses JSON in which NaN and infinities, as Python writes them, are null. */
export function parseWithNaN(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replace(/([:,[]\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/g, '$1null'));
  }
}

/** What lines are, unless errors are to say something else. */
const LINE = 'a line of farface detect --json';

interface Reading {
  readonly parse?: (text: string) => unknown;
  /** What errors say that was expected. */
  readonly expected?: string;
}

/** @throws InputError that says that `where` there is no JSON */
export function parseJson(text: string, where: string, { parse = JSON.parse, expected = LINE }: Reading = {}): unknown {
  try {
    return parse(text);
  } catch {
    const remedy = text.includes('\0') ? ' It looks like UTF-16: save it as UTF-8.' : '';
    throw new InputError(`${where}: is not JSON; expected ${expected}.${remedy}`);
  }
}

/** Parses JSON in which no object has a key twice: what the first says, as a list of faces, would go unread without a word. */
export function parseOnceEach(text: string, where: string, expected?: string): unknown {
  const value = parseJson(text, where, expected === undefined ? {} : { expected });
  if (keysIn(text) === keysOf(value)) return value;
  throw new InputError(`${where}: has a key twice in one object, of which only the last would count. Leave one.`);
}

/** Number of keys that JSON has as text. */
function keysIn(json: string): number {
  let count = 0;
  for (const [, colon] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon) count += 1;
  return count;
}

/** Number of keys that a parsed value has, with all that is in it. */
function keysOf(json: unknown): number {
  let count = 0;
  const waiting = [json];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inner: unknown[] = Object.values(value);
    if (!Array.isArray(value)) count += inner.length;
    for (const one of inner) waiting.push(one);
  }
  return count;
}
