import { facesLine } from '../formats/faces-lines.js';
import type { HiddenRegion } from '../redact/region.js';
import type { OwnFile, OwnFiles } from '../runtime/own-files.js';

/** The photo that a line speaks of. */
export interface ReviewedFile {
  /** Absolute, so that the line means the same photo in whatever file a person puts it. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
}

/** Lines of regions that a person picks by the numbers on contact sheets: number 3 stands in line 3, and says so. */
export class NumberedLines {
  #number = 0;

  private constructor(private readonly file: OwnFile) {}

  /** @throws InputError where there is a file of this name that farface did not write, or that a person has edited */
  static async open(files: OwnFiles, name: string): Promise<NumberedLines> {
    await files.clear((file) => file === name);
    return new NumberedLines(await files.begin(name));
  }

  /** Adds a line. Returns its number, from 1. */
  async add(photo: ReviewedFile, { box, score, frame }: HiddenRegion): Promise<number> {
    this.#number += 1;
    // Frame 0 is that of every photo.
    const face = { box, ...(score !== undefined && { score }), ...(frame > 0 && { frame }) };
    await this.file.write(`${facesLine({ ...photo, number: this.#number, faces: [face] })}\n`);
    return this.#number;
  }

  /** Puts the file in its place. */
  async close(): Promise<void> {
    await this.file.commit();
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.file.discard();
  }
}
