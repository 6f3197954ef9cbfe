import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SheetItem } from '../draw/crop-sheet.js';
import { SheetPages } from '../draw/sheet-pages.js';
import { facesLine } from '../formats/faces-lines.js';
import type { Image } from '../image/image.js';
import { readImage } from '../platform/node/read-image.js';
import { writeFileAtomically } from '../runtime/files.js';
import { Likeliest } from './likeliest.js';
import type { Redaction } from './redact.js';
import type { HiddenRegion } from './region.js';
import { CROP, cropOf } from './review-crop.js';

/** What there are sheets of, in the order of importance to whoever looks at them. */
const TITLES = {
  remaining: 'Still found after the last check',
  nearly: 'Nearly found and not hidden, the likeliest first. Numbers are lines of nearly.jsonl, for --also',
  hidden: 'Hidden: before and after',
} as const;
type Kind = keyof typeof TITLES;

/** The regions that a person ticks off, for `--also`: the one with the number 3 on the sheets stands in line 3. */
const LINES = 'nearly.jsonl';

/** What is shown of a redaction. */
export type Reviewable = Pick<Redaction, 'data' | 'width' | 'height' | 'regions' | 'nearly' | 'remaining'>;

/** A face that was nearly found. */
interface Nearly {
  readonly name: string;
  /** The photo that its line speaks of. */
  readonly photo: { readonly image: string; readonly width: number; readonly height: number };
  readonly region: HiddenRegion;
  readonly score: number;
  readonly crop: Image;
}

/** What a review shows of one photo. */
export interface ReviewedPhoto {
  readonly remaining: readonly SheetItem[];
  readonly hidden: readonly SheetItem[];
  /** Those of `nearlyFound` that may come to be shown. */
  readonly nearly: readonly Nearly[];
  readonly nearlyFound: number;
}

/**
 * Contact sheets for a person to look at, in a folder. `hidden-001.png` shows regions before and after, and
 * `remaining-001.png` as they are published, both photo by photo. `nearly-001.png` shows the likeliest of all faces that
 * were missed, best first, and `nearly.jsonl` has a line for each of them.
 */
export class ReviewSheets {
  readonly #nearly: Likeliest<Nearly>;
  #nearlyFound = 0;

  private constructor(
    readonly folder: string,
    private readonly pages: Record<Kind, SheetPages>,
    mostNearly: number,
  ) {
    this.#nearly = new Likeliest(mostNearly);
  }

  /** Makes the folder, and removes the sheets of an earlier run there. `mostNearly` bounds what a person has to look at. */
  static async open(folder: string, mostNearly: number): Promise<ReviewSheets> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, LINES), '');
    const pagesOf = (kind: Kind) => SheetPages.open(folder, kind, { title: TITLES[kind], side: CROP });
    const pages = {
      remaining: await pagesOf('remaining'),
      nearly: await pagesOf('nearly'),
      hidden: await pagesOf('hidden'),
    };
    return new ReviewSheets(folder, pages, mostNearly);
  }

  /** Cuts out what sheets show of a photo. Of an animation they show the first frame. */
  async crop(name: string, path: string, redaction: Reviewable): Promise<ReviewedPhoto> {
    const shown = ({ frame }: HiddenRegion) => frame === 0;
    const [hidden, remaining, allNearly] = [redaction.regions, redaction.remaining, redaction.nearly].map((regions) =>
      regions.filter(shown),
    ) as [HiddenRegion[], HiddenRegion[], HiddenRegion[]];
    const nearlyFound = allNearly.length;
    const nearly = allNearly.filter(({ score = 0 }) => this.#nearly.wants(score));
    if (hidden.length + nearly.length + remaining.length === 0)
      return { hidden: [], remaining: [], nearly: [], nearlyFound };
    const before = await readImage(path, { name });
    const after = await readImage(redaction.data, { name });
    const item = (images: readonly Image[]) => (region: HiddenRegion) => ({
      crops: images.map((image) => cropOf(image, region)),
      caption: [name, detailsOf(region)] as const,
    });
    const { width, height } = redaction;
    // Absolute, so that the lines mean the same photo in whatever file a person puts them.
    const photo = { image: resolve(path), width, height };
    return {
      hidden: hidden.map(item([before, after])),
      remaining: remaining.map(item([after])),
      nearly: nearly.map((region) => ({ name, photo, region, score: region.score ?? 0, crop: cropOf(after, region) })),
      nearlyFound,
    };
  }

  /** Puts a photo on the sheets. */
  async add({ hidden, remaining, nearly, nearlyFound }: ReviewedPhoto): Promise<void> {
    await this.pages.hidden.add(hidden);
    await this.pages.remaining.add(remaining);
    for (const each of nearly) this.#nearly.add(each);
    this.#nearlyFound += nearlyFound;
  }

  /** Writes the last sheets, and says in a line what there is. */
  async close(): Promise<string> {
    const nearly = this.#nearly.items;
    const lines = nearly.map(({ photo, region: { box }, score }, index) =>
      facesLine({ ...photo, number: index + 1, faces: [{ box, score }] }),
    );
    await writeFileAtomically(join(this.folder, LINES), lines.map((line) => `${line}\n`).join(''));
    await this.pages.nearly.add(
      nearly.map(({ name, region, crop }, index) => ({
        crops: [crop],
        caption: [name, detailsOf(region)],
        number: index + 1,
      })),
    );
    const sheets: string[] = [];
    for (const kind of Object.keys(TITLES) as Kind[]) {
      const pages = await this.pages[kind].close();
      if (pages > 0) sheets.push(`${kind}: ${pages}${kind === 'nearly' ? this.#leftOut() : ''}`);
    }
    return `Sheets to look at in ${this.folder}: ${sheets.length > 0 ? sheets.join(', ') : 'none, as nothing was found'}.`;
  }

  #leftOut(): string {
    const shown = this.#nearly.items.length;
    return shown < this.#nearlyFound ? ` (the likeliest ${shown} of ${this.#nearlyFound.toLocaleString('en')})` : '';
  }
}

/** The score stands on the crop's frame. */
function detailsOf({ box, score, round }: HiddenRegion): string {
  const place = `${Math.round(box.height)} px at ${Math.round(box.x)},${Math.round(box.y)}`;
  if (score === undefined) return `${place}, named`;
  return round > 0 ? `${place}, check ${round}` : place;
}
