import { STRINGS } from '../strings.js';

/** Names of saved photos: the photo's own with a suffix, so that nobody takes it for the original, and none twice. */
export class Names {
  readonly #taken = new Set<string>();

  /** @param path of the photo, below the folder that was added */
  of(path: string, extension: string): string {
    // A name that is an ending alone stays whole.
    const stem = path.replace(/(?<=[^/])\.[^./]+$/, '') + STRINGS.saving.suffix;
    for (let number = 1; ; number += 1) {
      const name = `${stem}${number === 1 ? '' : `-${number}`}.${extension}`;
      // Some file systems take capital letters for small ones.
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}
