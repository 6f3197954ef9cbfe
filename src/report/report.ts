import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { Image } from '../image/image.js';
import { readImage } from '../platform/node/read-image.js';
import { GrowingFile } from '../runtime/growing-file.js';
import { drawCard } from './card.js';
import type { ShownFace } from './frames.js';
import { type ReportOptions, type ReportSettings, reportOptions } from './options.js';
import type { Page } from './page.js';
import { Totals } from './totals.js';

/** A photo to report on. */
export type ReportedPhoto =
  | {
      /** What the page calls it. */
      readonly name: string;
      /** The path of its file, the bytes of the file, or its pixels. */
      readonly photo: string | Uint8Array | Image;
      /** Boxes in pixels of the upright photo, scores from 0 to 1. */
      readonly faces: readonly ShownFace[];
    }
  /** A photo that could not be looked at, and why. */
  | { readonly name: string; readonly error: string };

/** What one call can be told. */
export interface ReportCall extends ReportOptions {
  /** Aborting it ends the report with the photos so far, and the page says so. */
  readonly signal?: AbortSignal | undefined;
}

/** What a report is of. */
export interface ReportSummary {
  readonly photos: number;
  readonly faces: number;
  /** Photos that could not be looked at. */
  readonly failures: readonly { readonly name: string; readonly error: string }[];
  /** Size of the page's file. */
  readonly bytes: number;
}

/**
 * Writes one HTML page about photos and the faces found in them: faces per photo, histograms, thumbnails with frames
 * that open in full, scores, failures. The page has everything within itself, opens from disk with no network, and
 * prints well. It is written photo by photo, in the memory of one of them, and takes its file's name when it is whole.
 *
 * A photo takes about 0.2 to 0.4 MB of the page, or 0.05 MB with `view: 0`.
 *
 * @throws InputError where an option is wrong; photos that cannot be read are listed on the page instead
 * @example
 * const detector = await createDetector();
 * async function* looked() {
 *   for (const photo of ['crowd.jpg', 'street.jpg']) {
 *     yield { name: photo, photo, faces: (await detector.detect(photo)).faces };
 *   }
 * }
 * const { photos, faces } = await report('report.html', looked(), { title: 'Market day' });
 */
export async function report(
  file: string,
  photos: Iterable<ReportedPhoto> | AsyncIterable<ReportedPhoto>,
  { signal, ...options }: ReportCall = {},
): Promise<ReportSummary> {
  const page = await ReportWriter.open(file, options);
  try {
    for await (const photo of photos) {
      if (signal?.aborted) break;
      await page.add(photo);
    }
    return await page.finish(signal?.aborted ?? false);
  } finally {
    await page.close();
  }
}

/** Writes a page photo by photo, for whoever has them one by one; `report` does it in one call. */
export class ReportWriter {
  readonly #totals = new Totals();
  readonly #failures: { name: string; error: string }[] = [];

  private constructor(
    private readonly file: string,
    private readonly options: ReportSettings,
    // The totals stand above the photos, and are known after them: until then the photos wait in a file of their own.
    private readonly cards: GrowingFile,
  ) {}

  /** @throws InputError where an option is wrong, or nothing can be written there */
  static async open(file: string, options: ReportOptions): Promise<ReportWriter> {
    const settings = validate(reportOptions, options);
    return new ReportWriter(file, settings, await GrowingFile.open(file));
  }

  /**
   * Adds a photo. One that cannot be read is listed as such.
   *
   * @returns why it could not be read, if so
   * @throws InputError where the disk is full
   */
  async add(entry: ReportedPhoto): Promise<string | undefined> {
    let text: string;
    try {
      if ('error' in entry) throw new Error(entry.error);
      const { name } = entry;
      // The surest first.
      const faces = entry.faces.toSorted((a, b) => b.score - a.score);
      const card = { number: this.#totals.photos + 1, name, photo: await pixelsOf(entry.photo, name), faces };
      text = (await drawCard(card, this.options.view)).text;
      this.#totals.add(faces.map(({ box }) => box));
    } catch (error) {
      this.#failures.push({ name: entry.name, error: messageOf(error) });
      this.#totals.failed += 1;
      return messageOf(error);
    }
    await this.cards.write(text);
    return undefined;
  }

  /** Writes the page. `stopped` says on it that photos are missing. */
  async finish(stopped: boolean): Promise<ReportSummary> {
    const { title, note } = this.options;
    const failures = this.#failures;
    const bytes = await assemble(
      this.file,
      { title, note, totals: this.#totals, failures, stopped },
      this.cards.temporary,
    );
    return { photos: this.#totals.photos, faces: this.#totals.faces, failures, bytes };
  }

  /** Leaves behind nothing but the page. */
  async close(): Promise<void> {
    await this.cards.discard();
  }
}

/** Writes the page around the photos in the file `cards`; returns its size in bytes. */
async function assemble(file: string, page: Page, cards: string): Promise<number> {
  // Plots and a document to draw them in are large, and whoever imports farface may never ask for them.
  const { drawFoot, drawHead } = await import('./page.js');
  const output = await GrowingFile.open(file);
  try {
    await output.write(drawHead(page).text);
    for await (const part of createReadStream(cards)) await output.write(part);
    await output.write(drawFoot().text);
    await output.commit();
  } catch (error) {
    await output.discard();
    throw error;
  }
  return (await stat(file)).size;
}

async function pixelsOf(photo: string | Uint8Array | Image, name: string): Promise<Image> {
  return typeof photo === 'string' || photo instanceof Uint8Array ? readImage(photo, { name }) : photo;
}
