import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../errors/errors.js';
import { clip } from '../geometry/box.js';
import { type FacesLine, type LineFace, type Placed, readVideoAndPhotoLines } from './faces-lines.js';

/** What a file says of one photo. */
export interface ListedPhoto {
  /** Path of the photo as the file has it. */
  readonly image: string;
  /** Absolute path of the photo. */
  readonly path: string;
  /** Where the file says it, as `faces.jsonl:3`. */
  readonly where: string;
  /** Size in pixels that the photo must have. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly LineFace[];
}

interface Entry extends ListedPhoto {
  readonly faces: LineFace[];
  /** Whether its lines are numbers of a review, or frames of a video, several of which may be of one. */
  readonly numbered: boolean;
  used: boolean;
}

/**
 * Faces of photos from a file of lines that `farface detect --json` wrote and a person edited. A photo is found by its
 * path and never by its name alone: two folders may have an `x.jpg`, and the faces of one would be hidden in the other.
 */
export class FacesFile {
  readonly #photos = new Map<string, Entry>();
  /** Photos that could not be looked at. */
  readonly #failed = new Map<string, { image: string; where: string; used: boolean }>();
  readonly #hash = createHash('sha256');
  readonly #folder: string;

  private constructor(
    readonly path: string,
    base: string | undefined,
  ) {
    this.#folder = realFolder(base ?? dirname(path));
  }

  /**
   * @param path the file of lines
   * @param base folder that the paths in it start from; by default its own
   * @throws InputError that names the file and the line of what is wrong
   */
  static async read(path: string, base?: string): Promise<FacesFile> {
    const file = new FacesFile(path, base);
    for await (const line of readVideoAndPhotoLines(path)) file.#add(line);
    return file;
  }

  /** What the file says of a photo, or undefined where it does not list it. */
  find(photo: string): ListedPhoto | undefined {
    const path = resolve(photo);
    // Under its spelling stands only what is not there as it is spelt in the file.
    const keys = [keyOf(path), spellingOf(path)];
    for (const failed of keys.map((key) => this.#failed.get(key))) if (failed) failed.used = true;
    const entry = keys.map((key) => this.#photos.get(key)).find(Boolean);
    if (entry) entry.used = true;
    return entry;
  }

  /** The lines of photos that nobody has asked for by now, with what to do about it. */
  unmatched(): { readonly name: string; readonly error: string }[] {
    const lines = [...this.#photos.values(), ...this.#failed.values()].filter(({ used }) => !used);
    return lines.map(({ image, where }) => ({
      name: image,
      error: `${where}: ${image} is none of the photos of this run (looked for at ${this.#at(image)}). Name that photo too, mend its path, or say with --base which folder the paths start from.`,
    }));
  }

  /** Whether the file says nothing of any photo. */
  get isEmpty(): boolean {
    return this.#photos.size + this.#failed.size === 0;
  }

  /** Absolute paths of all photos that the file lists. */
  paths(): string[] {
    return [...this.#photos.values()].map(({ path }) => path);
  }

  /** Tells what the file says apart from what others say: SHA-256 of it in hexadecimal. */
  get hash(): string {
    return this.#hash.copy().digest('hex');
  }

  #add(line: Placed<FacesLine & { readonly part?: true }>): void {
    const { image, where } = line;
    const path = this.#at(image);
    const key = keyOf(path);
    this.#hash.update(JSON.stringify({ ...line, image: path, where: '' }));
    const known = this.#photos.get(key);
    if ('error' in line) {
      if (!known) this.#failed.set(key, { image, where, used: false });
      return;
    }
    this.#failed.delete(key);
    line.faces.forEach(({ box, frame = 0 }, index) => {
      // Pages may differ in size: what lies in later ones is known once the photo is read.
      if (frame > 0) return;
      const { width, height } = clip(box, line.width, line.height);
      if (width > 0 && height > 0) return;
      throw new InputError(
        `${where}, faces.${index}.box: lies outside the photo, which is ${line.width} × ${line.height} pixels. Mend the box or the size.`,
      );
    });
    const numbered = line.number !== undefined || line.part === true;
    if (!known) {
      const { width, height, faces } = line;
      this.#photos.set(key, { image, path, where, width, height, faces: [...faces], numbered, used: false });
    } else if (known.numbered && numbered && known.width === line.width && known.height === line.height) {
      for (const face of line.faces) known.faces.push(face);
    } else {
      throw new InputError(
        `${where}: ${image} has a line already, ${known.where}. Put all faces of a photo in one line.`,
      );
    }
  }

  #at(image: string): string {
    return resolve(this.#folder, image);
  }
}

/** What a photo is known by: the file itself, so that links to it and other spellings of its path lead to it. */
function keyOf(path: string): string {
  const file = fileAt(path);
  return file && file.ino !== 0n ? `${file.dev}:${file.ino}` : spellingOf(path);
}

function fileAt(path: string) {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** A path in which é is one letter, never two: file systems and archives write it either way. */
function spellingOf(path: string): string {
  return path.normalize('NFC');
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
