import type { Identity } from '../../batch/file-identity.js';
import type { FailedInput, PhotoInput } from '../../batch/inputs.js';
import { removeLeftovers } from '../../batch/leftovers.js';
import { fileId } from '../../batch/real-path.js';
import { ResultFile } from '../../batch/result-file.js';
import { InputError } from '../../errors/errors.js';
import { type FacesLine, facesLine, readFacesLines } from '../../formats/faces-lines.js';
import { type FaceWriter, type Format, openWriter } from '../../formats/writers.js';
import { type PhotoResult, textLine } from './results.js';

/** Where what is found goes. */
export interface Destinations {
  /** What is printed, or the format that is written to `out`. */
  readonly format: 'text' | 'json' | Format;
  readonly out?: string;
  /** A file of lines of JSON; nothing is printed then. */
  readonly results?: string;
  /** Goes on with `results`. */
  readonly resume?: true;
}

/** What comes out of `farface detect`: printed lines, a file of lines that a later run goes on with, another format. */
export class DetectOutput {
  #finished = false;

  private constructor(
    private readonly print: 'text' | 'json' | undefined,
    private readonly results: ResultFile | undefined,
    private readonly writer: FaceWriter | undefined,
  ) {}

  /**
   * Opens all files. What an earlier run found is written in the other format at once, so that it is whole.
   *
   * @param options everything that results depend on, besides the photos
   */
  static async open(
    { format, out, results, resume }: Destinations,
    options: object,
    inputs: readonly (PhotoInput | FailedInput)[],
  ): Promise<DetectOutput> {
    const printed = format === 'text' || format === 'json';
    const photos = new Set(inputs.flatMap((input) => ('path' in input ? (fileId(input.path) ?? []) : [])));
    if (!printed) checkNoPhoto(out!, photos);
    const writer = printed ? undefined : await openWriter(format, out!);
    let file: ResultFile | undefined;
    try {
      const files = writer ? filesOf(writer, inputs) : [];
      for (const file of files) checkNoPhoto(file, photos);
      if (results !== undefined) file = await ResultFile.open(results, resume ?? false, options, inputs);
      await removeLeftovers([...(file ? [file.path] : []), ...(printed ? [] : [out!]), ...files]);
      const output = new DetectOutput(printed && !file ? format : undefined, file, writer);
      if (file && writer && file.done.size > 0)
        for await (const line of readFacesLines(file.path)) await output.#write(line);
      return output;
    } catch (error) {
      await writer?.discard();
      await file?.close();
      throw error;
    }
  }

  /** Absolute paths of the photos that an earlier run did. */
  get done(): ReadonlySet<string> {
    return this.results?.done ?? new Set();
  }

  /** Takes what became of a photo, and what the photo was when it was read. Returns the line to print, if any. */
  async add(
    input: PhotoInput | FailedInput,
    result: PhotoResult,
    read: Identity | undefined,
  ): Promise<string | undefined> {
    this.results?.add(input, facesLine(result), read);
    await this.#write(result);
    if (this.print === 'json') return facesLine(result);
    return this.print === 'text' && !('error' in result) ? textLine(result) : undefined;
  }

  /** Puts everything in its place. */
  async finish(): Promise<void> {
    await this.writer?.finish();
    this.#finished = true;
  }

  /** Leaves away what was not finished, and lets the files go. */
  async close(): Promise<void> {
    if (!this.#finished) await this.writer?.discard();
    await this.results?.close();
  }

  async #write(line: FacesLine): Promise<void> {
    if (!('error' in line)) await this.writer?.add(line);
  }
}

/** Throws `InputError` where a file to write is one of the photos, whatever it is called. */
function checkNoPhoto(file: string, photos: ReadonlySet<string>): void {
  if (photos.has(fileId(file) ?? '')) throw new InputError(`${file}: is one of the photos. Choose another --out.`);
}

/** The files for all photos. Throws `InputError` where two photos would have one: now, not after hours of detection. */
function filesOf(writer: FaceWriter, inputs: readonly { readonly name: string }[]): string[] {
  const images = new Map<string, string>();
  for (const { name } of inputs) {
    const file = writer.fileOf(name);
    if (file === undefined) continue;
    const other = images.get(file);
    if (other !== undefined) {
      throw new InputError(`${name}: ${file} is for the faces of ${other}. Rename one of these photos, or choose csv.`);
    }
    images.set(file, name);
  }
  return [...images.keys()];
}
