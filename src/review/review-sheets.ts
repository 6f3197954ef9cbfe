import { resolve } from 'node:path';
import type { SheetItem } from '../draw/crop-sheet.js';
import { SheetPages } from '../draw/sheet-pages.js';
import type { Image } from '../image/image.js';
import { decodePhoto } from '../platform/node/decode-photo.js';
import { readImage } from '../platform/node/read-image.js';
import { viewsOf } from '../platform/node/views.js';
import type { Redaction } from '../redact/redact.js';
import type { HiddenRegion } from '../redact/region.js';
import { OwnFiles } from '../runtime/own-files.js';
import { Likeliest } from './likeliest.js';
import { NumberedLines, type ReviewedFile } from './numbered-lines.js';
import { CROP, cropOf } from './review-crop.js';

/** What there are sheets of, in the order of importance to whoever looks at them. */
const TITLES = {
  remaining: 'Still found after the last check',
  nearly: 'Nearly found and not hidden, the likeliest first. Numbers are lines of nearly.jsonl, for --also',
  hidden: 'Hidden: before and after. Numbers are lines of hidden.jsonl, for --keep-faces',
} as const;
type Kind = keyof typeof TITLES;

/** Whoever finds a sheet must know that it is not for publishing as the photos are. */
const WARNING = 'Shows faces that are not hidden: for the eyes of whoever checks, never to be published';

/** Only its owner may read what shows faces that are to be hidden. */
const PRIVATE = 0o600;

/** What is shown of a redaction. */
export type Reviewable = Pick<Redaction, 'data' | 'width' | 'height' | 'regions' | 'nearly' | 'remaining'>;

/** A face that was nearly found. */
interface Nearly {
  readonly name: string;
  readonly photo: ReviewedFile;
  readonly region: HiddenRegion;
  readonly score: number;
  readonly crop: Image;
}

/** What a review shows of one photo. */
export interface ReviewedPhoto {
  readonly remaining: readonly SheetItem[];
  readonly hidden: readonly { readonly photo: ReviewedFile; readonly region: HiddenRegion; readonly item: SheetItem }[];
  /** Those of `nearlyFound` that may come to be shown. */
  readonly nearly: readonly Nearly[];
  readonly nearlyFound: number;
}

/**
 * Contact sheets for a person to look at, in a folder. `hidden-001.png` shows regions before and after, and
 * `remaining-001.png` as they are published, both photo by photo. `nearly-001.png` shows the likeliest of all faces that
 * were missed, best first. `hidden.jsonl` and `nearly.jsonl` have a line for each number on their sheets.
 */
export class ReviewSheets {
  readonly #nearly: Likeliest<Nearly>;
  #nearlyFound = 0;

  private constructor(
    readonly folder: string,
    private readonly pages: Record<Kind, SheetPages>,
    private readonly lines: Record<'nearly' | 'hidden', NumberedLines>,
    mostNearly: number,
  ) {
    this.#nearly = new Likeliest(mostNearly);
  }

  /**
   * Makes the folder, and removes the sheets of an earlier run there. `mostNearly` bounds what a person has to look at.
   *
   * @throws InputError where it holds files of the same names that farface did not write, or that a person has edited
   */
  static async open(folder: string, mostNearly: number): Promise<ReviewSheets> {
    const files = await OwnFiles.open(folder, PRIVATE);
    const pagesOf = (kind: Kind) => SheetPages.open(files, kind, { title: TITLES[kind], warning: WARNING, side: CROP });
    const pages = {
      remaining: await pagesOf('remaining'),
      nearly: await pagesOf('nearly'),
      hidden: await pagesOf('hidden'),
    };
    const lines = {
      nearly: await NumberedLines.open(files, 'nearly.jsonl'),
      hidden: await NumberedLines.open(files, 'hidden.jsonl'),
    };
    return new ReviewSheets(folder, pages, lines, mostNearly);
  }

  /** Cuts out what sheets show of a photo, each region from the frame that it is in. */
  async crop(name: string, path: string, redaction: Reviewable): Promise<ReviewedPhoto> {
    const { regions: hidden, remaining, width, height } = redaction;
    const nearlyFound = redaction.nearly.length;
    const nearly = redaction.nearly.filter(({ score = 0 }) => this.#nearly.wants(score));
    if (hidden.length + nearly.length + remaining.length === 0)
      return { hidden: [], remaining: [], nearly: [], nearlyFound };
    const frames = new Set([...hidden, ...remaining, ...nearly].map(({ frame }) => frame));
    const before = await framesOf(path, frames, name);
    const after = await framesOf(redaction.data, frames, name);
    const item = (pictures: readonly ReadonlyMap<number, Image>[]) => async (region: HiddenRegion) => ({
      crops: await Promise.all(pictures.map((picture) => cropOf(picture.get(region.frame)!, region))),
      caption: [name, detailsOf(region)] as const,
    });
    const shown = item([before, after]);
    const photo = { image: resolve(path), width, height };
    return {
      hidden: await Promise.all(hidden.map(async (region) => ({ photo, region, item: await shown(region) }))),
      remaining: await Promise.all(remaining.map(item([after]))),
      nearly: await Promise.all(
        nearly.map(async (region) => {
          const crop = await cropOf(after.get(region.frame)!, region);
          return { name, photo, region, score: region.score ?? 0, crop };
        }),
      ),
      nearlyFound,
    };
  }

  /** Puts a photo on the sheets. */
  async add({ hidden, remaining, nearly, nearlyFound }: ReviewedPhoto): Promise<void> {
    for (const { photo, region, item } of hidden)
      await this.pages.hidden.add([{ ...item, number: await this.lines.hidden.add(photo, region) }]);
    await this.pages.remaining.add(remaining);
    for (const each of nearly) this.#nearly.add(each);
    this.#nearlyFound += nearlyFound;
  }

  /** Writes the last sheets, and says in a line what there is. */
  async close(): Promise<string> {
    for (const { name, photo, region, crop } of this.#nearly.items) {
      const number = await this.lines.nearly.add(photo, region);
      await this.pages.nearly.add([{ crops: [crop], caption: [name, detailsOf(region)], number }]);
    }
    await this.lines.nearly.close();
    await this.lines.hidden.close();
    const sheets: string[] = [];
    for (const kind of Object.keys(TITLES) as Kind[]) {
      const pages = await this.pages[kind].close();
      if (pages > 0) sheets.push(`${kind}: ${pages}${kind === 'nearly' ? this.#leftOut() : ''}`);
    }
    return `Sheets to look at in ${this.folder}: ${sheets.length > 0 ? sheets.join(', ') : 'none, as nothing was found'}.`;
  }

  /** Leaves no half-written lines where the run failed. */
  async discard(): Promise<void> {
    await this.lines.nearly.discard();
    await this.lines.hidden.discard();
  }

  #leftOut(): string {
    const shown = this.#nearly.items.length;
    return shown < this.#nearlyFound ? ` (the likeliest ${shown} of ${this.#nearlyFound.toLocaleString('en')})` : '';
  }
}

/** The frames of a picture that regions are in, by number. */
async function framesOf(
  source: string | Uint8Array,
  wanted: ReadonlySet<number>,
  name: string,
): Promise<ReadonlyMap<number, Image>> {
  if ([...wanted].every((frame) => frame === 0)) return new Map([[0, await readImage(source, { name })]]);
  const photo = await decodePhoto(source, { name });
  const frames = new Map<number, Image>();
  for (const frame of wanted) {
    // The first of what can be seen of it is laid on white.
    const [picture] = await viewsOf(photo, frame);
    if (picture) frames.set(frame, picture);
  }
  return frames;
}

/** The score stands on the crop's frame. */
function detailsOf({ box, score, round, frame }: HiddenRegion): string {
  const where = frame > 0 ? `, frame ${frame}` : '';
  const place = `${Math.round(box.height)} px at ${Math.round(box.x)},${Math.round(box.y)}${where}`;
  if (score === undefined) return `${place}, named`;
  return round > 0 ? `${place}, check ${round}` : place;
}
