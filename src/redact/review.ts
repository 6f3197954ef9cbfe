import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawCropSheet, itemsPerSheet, type SheetItem } from '../image/crop-sheet.js';
import type { Image } from '../image/image.js';
import { readImage } from '../image/read.js';
import { writeImage } from '../image/write.js';
import type { Redaction } from './redact.js';
import type { Region } from './region.js';
import { CROP, cropOf } from './review-crop.js';

/** What there are sheets of, in the order of importance to whoever looks at them. */
const KINDS = ['remaining', 'nearly', 'hidden'] as const;
type Kind = (typeof KINDS)[number];

const TITLES: Record<Kind, string> = {
  remaining: 'Still found after the last check',
  nearly: 'Nearly found and not hidden: faces here must be hidden with --also nearly.jsonl',
  hidden: 'Hidden: before and after',
};

/** What is shown of a redaction. */
export type Reviewable = Pick<Redaction, 'data' | 'regions' | 'nearly' | 'remaining'>;

/** What a review shows of one photo. */
export interface ReviewedPhoto {
  readonly items: Readonly<Record<Kind, readonly SheetItem[]>>;
  /** A line in the form of `detect --json` with the faces that were nearly found, for `--also`. */
  readonly nearly: string | undefined;
}

/**
 * Contact sheets for a person to look at, written page by page into a folder: `hidden-001.png` before and after,
 * `nearly-001.png` and `remaining-001.png` as they are published, and `nearly.jsonl`, from which a person deletes what
 * is no face.
 */
export class ReviewSheets {
  readonly #waiting: Record<Kind, SheetItem[]> = { remaining: [], nearly: [], hidden: [] };
  readonly #pages: Record<Kind, number> = { remaining: 0, nearly: 0, hidden: 0 };

  private constructor(readonly folder: string) {}

  static async open(folder: string): Promise<ReviewSheets> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'nearly.jsonl'), '');
    return new ReviewSheets(folder);
  }

  /** Cuts out what sheets show of a photo. Of an animation they show the first frame. */
  async crop(name: string, path: string, redaction: Reviewable): Promise<ReviewedPhoto> {
    const shown = ({ frame }: Region) => frame === 0;
    const [hidden, nearly, remaining] = [redaction.regions, redaction.nearly, redaction.remaining].map((regions) =>
      regions.filter(shown),
    );
    if (hidden!.length + nearly!.length + remaining!.length === 0)
      return { items: { hidden: [], nearly: [], remaining: [] }, nearly: undefined };
    const before = await readImage(path, { name });
    const after = await readImage(redaction.data, { name });
    const item = (images: readonly Image[]) => (region: Region) => ({
      crops: images.map((image) => cropOf(image, region)),
      caption: [name, detailsOf(region)] as const,
    });
    return {
      items: {
        hidden: hidden!.map(item([before, after])),
        nearly: nearly!.map(item([after])),
        remaining: remaining!.map(item([after])),
      },
      nearly:
        nearly!.length > 0
          ? JSON.stringify({ image: name, faces: nearly!.map(({ box, score }) => ({ box, score })) })
          : undefined,
    };
  }

  /** Puts a photo on the sheets. */
  async add({ items, nearly }: ReviewedPhoto): Promise<void> {
    if (nearly !== undefined) await appendFile(join(this.folder, 'nearly.jsonl'), `${nearly}\n`);
    for (const kind of KINDS) {
      const waiting = this.#waiting[kind];
      waiting.push(...items[kind]);
      const full = itemsPerSheet(waiting[0]?.crops.length ?? 1, CROP);
      while (waiting.length >= full) await this.#write(kind, waiting.splice(0, full));
    }
  }

  /** Writes the last sheets, and says in a line what there is. */
  async close(): Promise<string> {
    for (const kind of KINDS) {
      if (this.#waiting[kind].length > 0) await this.#write(kind, this.#waiting[kind].splice(0));
    }
    const sheets = KINDS.flatMap((kind) => (this.#pages[kind] > 0 ? [`${kind}: ${this.#pages[kind]}`] : []));
    return `Sheets to look at in ${this.folder}: ${sheets.length > 0 ? sheets.join(', ') : 'none, as nothing was found'}.`;
  }

  async #write(kind: Kind, items: readonly SheetItem[]): Promise<void> {
    this.#pages[kind] += 1;
    const page = String(this.#pages[kind]).padStart(3, '0');
    const sheet = await drawCropSheet({ title: TITLES[kind], side: CROP }, items);
    await writeImage(join(this.folder, `${kind}-${page}.png`), sheet);
  }
}

/** The score stands on the crop's frame. */
function detailsOf({ box, score, round }: Region): string {
  const place = `${Math.round(box.height)} px at ${Math.round(box.x)},${Math.round(box.y)}`;
  if (score === undefined) return `${place}, named`;
  return round > 0 ? `${place}, check ${round}` : place;
}
