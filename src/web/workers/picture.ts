import '../no-eval.js';
import { answerCalls, Moved } from '../../browser/worker-calls.js';
import type { Photo } from '../../image/photo.js';
import { viewsOf } from '../../platform/browser/photo.js';
import type { HiddenRegion } from '../../redact/region.js';
import type { Look } from '../editing/look.js';
import { coversOf } from '../photo/covers.js';
import { canReadPixels, readPhoto } from '../photo/read.js';
import { shownOf } from '../photo/shown.js';
import { thumbnailFile } from '../photo/thumbnail.js';
import { offerHeic } from './heic.js';

offerHeic();

/** The photo whose masks were shown last: they are asked for again and again. */
let last: { readonly file: Blob; readonly photo: Photo } | undefined;

async function open(file: Blob, name: string): Promise<Photo> {
  if (last?.file !== file) {
    last = undefined; // Two large photos need not be in memory at once.
    last = { file, photo: await readPhoto(file, name) };
  }
  return last.photo;
}

/** What the detector looks at, a thumbnail, and a copy to show where the browser does not show the file itself. */
async function read({ file, name }: { file: Blob; name: string }) {
  const photo = await readPhoto(file, name);
  const [shown] = await viewsOf(photo, 0);
  const thumbnail = await thumbnailFile(shown!);
  const copy = await shownOf(file, shown!);
  const { layout, samples, ...size } = photo.frames[0]!;
  const frame = { width: size.width, height: size.height, layout, samples };
  return new Moved({ frame, thumbnail, copy }, [samples.buffer as ArrayBuffer]);
}

export interface Masks {
  readonly file: Blob;
  readonly name: string;
  readonly regions: readonly Pick<HiddenRegion, 'box' | 'round'>[];
  readonly look: Look;
}

/** What covers each region, to be drawn over the photo: transparent outside of the mask. */
async function covers({ file, name, regions, look }: Masks) {
  const photo = await open(file, name);
  const bitmaps = await Promise.all(
    coversOf(photo.frames[0]!, regions, look).map(
      async (cover) => cover && { x: cover.x, y: cover.y, bitmap: await createImageBitmap(cover.image) },
    ),
  );
  return new Moved(
    bitmaps,
    bitmaps.flatMap((cover) => cover?.bitmap ?? []),
  );
}

/** Whether this browser can be trusted with pixels at all. */
async function check(_: Record<string, never>): Promise<boolean> {
  return canReadPixels();
}

const functions = { read, covers, check };
export type PictureFunctions = typeof functions;

answerCalls(functions);
