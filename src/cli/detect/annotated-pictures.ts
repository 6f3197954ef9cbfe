import { mkdir } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import type { PhotoInput } from '../../batch/inputs.js';
import { annotate } from '../../draw/annotate.js';
import { InputError } from '../../errors/errors.js';
import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import { writeImage } from '../../platform/node/write-image.js';

/** Formats that pictures are written in as they came; all others become PNG. */
const KEPT = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Gives each photo a file of its own in the folder of annotated pictures. */
export class AnnotatedPictures {
  readonly #taken = new Set<string>();
  readonly #photos: ReadonlySet<string>;

  /** `photos` are the files that are looked at, none of which may be replaced. */
  constructor(
    readonly folder: string,
    photos: readonly string[],
  ) {
    this.#photos = new Set(photos.map((path) => resolve(path)));
  }

  /** The file for this photo's picture: its path below the folder that was typed; numbered where that is taken. */
  place({ relative, path }: PhotoInput): string {
    const extension = extname(relative);
    const stem = relative.slice(0, relative.length - extension.length);
    const ending = KEPT.has(extension.toLowerCase()) ? extension : `${extension}.png`;
    let file = join(this.folder, `${stem}${ending}`);
    for (let number = 2; this.#taken.has(file); number++) file = join(this.folder, `${stem}-${number}${ending}`);
    if (this.#photos.has(resolve(file))) {
      throw new InputError(
        `${path}: its annotated picture would replace the photo ${file}. Choose another folder for --out.`,
      );
    }
    this.#taken.add(file);
    return file;
  }

  async write(file: string, image: Image, faces: readonly Face[]): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeImage(file, annotate(image, faces));
  }
}
