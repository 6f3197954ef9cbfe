import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';

const side = z.number('expected a number');
const length = z.number('expected a number').positive('expected a number above 0');

/** A line of `farface detect --json`, as a person may have edited it: of a face only the box counts. */
const photoSchema = z.object({
  image: z.string('expected the path of a photo').min(1, 'expected the path of a photo'),
  faces: z
    .array(
      z.object({ box: z.object({ x: side, y: side, width: length, height: length }, 'expected a box') }),
      'expected a list of faces',
    )
    // A photo that could not be looked at has an error instead.
    .optional(),
});

interface Entry {
  readonly image: string;
  readonly boxes: Box[];
  used: boolean;
}

/**
 * Regions of photos, from a file that `farface detect --json` wrote and a person edited: a photo a line, or one JSON
 * list of them, as editors like to make of it.
 */
export class RegionFile {
  readonly #byPath = new Map<string, Entry>();
  readonly #byName = new Map<string, Entry[]>();

  private constructor(
    readonly path: string,
    /** The file as it was read. */
    readonly text: string,
  ) {}

  /** @throws InputError that names the file and the line of what is wrong. */
  static async read(path: string): Promise<RegionFile> {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
    });
    const file = new RegionFile(path, text);
    for (const { where, value } of photosOf(text, path)) {
      const { image, faces } = validate(photoSchema, value, (part) => `${where}, ${part}`);
      if (faces)
        file.#add(
          image,
          faces.map(({ box }) => box),
        );
    }
    return file;
  }

  /**
   * The regions of a photo: those listed under its path, or else under the only path that ends as `relative`, its path
   * below the folder that was typed. Undefined where the file does not list the photo.
   */
  regionsOf(path: string, relative: string): readonly Box[] | undefined {
    const named = this.#byName.get(basename(relative)) ?? [];
    const alike = named.filter(({ image }) => `/${image}`.endsWith(`/${relative}`));
    const entry = this.#byPath.get(resolve(path)) ?? (alike.length === 1 ? alike[0] : undefined);
    if (!entry) return undefined;
    entry.used = true;
    return entry.boxes;
  }

  /** Photos with regions that nobody asked for: most likely their paths are wrong. */
  unused(): string[] {
    return [...this.#byPath.values()].flatMap(({ used, boxes, image }) => (used || boxes.length === 0 ? [] : [image]));
  }

  #add(image: string, boxes: readonly Box[]): void {
    const known = this.#byPath.get(resolve(image));
    if (known) {
      known.boxes.push(...boxes);
      return;
    }
    const entry = { image: image.replaceAll('\\', '/'), boxes: [...boxes], used: false };
    this.#byPath.set(resolve(image), entry);
    const name = basename(entry.image);
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), entry]);
  }
}

function* photosOf(text: string, path: string): Generator<{ where: string; value: unknown }> {
  const whole = parsed(text);
  if (Array.isArray(whole)) {
    for (const [index, value] of whole.entries()) yield { where: `${path}, photo ${index + 1}`, value };
    return;
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${path}:${index + 1}`;
    const value = whole ?? parsed(line);
    if (value === undefined) throw new InputError(`${where}: is not JSON; expected a line of farface detect --json.`);
    yield { where, value };
    if (whole !== undefined) return;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
