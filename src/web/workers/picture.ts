import '../no-eval.js';
import { answerCalls, Moved } from '../../browser/worker-calls.js';
import type { Image } from '../../image/image.js';
import { toCanvas } from '../../platform/browser/canvas.js';
import { difference } from '../photo/compare.js';
import { covered, coverOf } from '../photo/cover.js';
import type { Hidden, Look } from '../photo/look.js';
import { canReadPixels, readPhoto } from '../photo/read.js';
import { foreignParts, SAVED_FORMATS, type SavedFormat } from '../photo/saved-format.js';
import { thumbnailOf } from '../photo/thumbnail.js';
import { STRINGS } from '../strings.js';

/** Longer side of the thumbnails, twice what they fill on the page. */
const THUMBNAIL = 192;

/** The photo that was read last: showing, hiding and saving ask for the same one again and again. */
let last: { readonly file: Blob; readonly photo: Image } | undefined;

async function open(file: Blob): Promise<Image> {
  if (last?.file !== file) {
    last = undefined; // Two large photos need not be in memory at once.
    last = { file, photo: (await readPhoto(file)).photo };
  }
  return last.photo;
}

/** Pixels for the detector, and a thumbnail. */
async function read({ file }: { file: Blob }) {
  const { photo, format } = await readPhoto(file);
  const small = await canvasOf(thumbnailOf(photo, THUMBNAIL)).convertToBlob({ type: 'image/jpeg', quality: 0.8 });
  return new Moved({ photo, format, thumbnail: small }, [photo.data.buffer]);
}

const canvasOf = ({ width, height, data }: Image) => toCanvas(width, height, data, 3);

/** What covers each face, to be drawn over the photo: transparent outside of the mask. */
async function covers({ file, faces, look }: { file: Blob; faces: readonly Hidden[]; look: Look }) {
  const photo = await open(file);
  const bitmaps = await Promise.all(
    faces.map(async (face) => {
      const cover = coverOf(photo, face, look);
      if (cover === undefined) return undefined;
      const { mask, pixels } = cover;
      const shown = new ImageData(mask.width, mask.height);
      for (const { y, from, to } of mask.spans) {
        for (let x = from; x < to; x += 1) {
          const at = (y - mask.y) * mask.width + x - mask.x;
          shown.data.set([...pixels.data.subarray(3 * at, 3 * at + 3), 255], 4 * at);
        }
      }
      return { x: mask.x, y: mask.y, bitmap: await createImageBitmap(shown) };
    }),
  );
  return new Moved(
    bitmaps,
    bitmaps.flatMap((cover) => cover?.bitmap ?? []),
  );
}

/** The photo with faces hidden, as the detector takes it. */
async function hide({ file, faces, look }: { file: Blob; faces: readonly Hidden[]; look: Look }) {
  const painted = covered(await open(file), faces, look);
  return new Moved(painted, [painted.data.buffer]);
}

/**
 * The photo with faces hidden as the bytes of a file, which was decoded again and compared.
 *
 * @throws Error that says why where no file could be made that holds what it must and nothing else
 */
async function save({ file, faces, look }: { file: Blob; faces: readonly Hidden[]; look: Look }) {
  const { photo, format } = await readPhoto(file);
  const painted = covered(photo, faces, look);
  const canvas = canvasOf(painted);
  let wrong = '';
  // PNG keeps every pixel, and every browser writes it.
  for (const saved of [SAVED_FORMATS[format], SAVED_FORMATS.bmp]) {
    const blob = await canvas.convertToBlob({ type: saved.mime, quality: saved.quality });
    wrong = await whatIsWrong(blob, saved, painted, faces, look);
    if (wrong === '') return { blob, extension: saved.extension };
  }
  throw new Error(wrong);
}

async function whatIsWrong(blob: Blob, saved: SavedFormat, painted: Image, faces: readonly Hidden[], look: Look) {
  // Browsers that cannot write a format write PNG instead.
  if (blob.type !== saved.mime) return STRINGS.saving.otherFormat(saved.mime);
  const foreign = foreignParts(new Uint8Array(await blob.arrayBuffer()), saved);
  if (foreign.length > 0) return STRINGS.saving.foreign(foreign.join(', '));
  const off = difference((await readPhoto(blob)).photo, painted, faces, look);
  return off === undefined ? '' : STRINGS.saving.differs[off];
}

/** Whether this browser can be trusted with pixels at all. */
async function check(_: Record<string, never>): Promise<boolean> {
  return canReadPixels();
}

const functions = { read, covers, hide, save, check };
export type PictureFunctions = typeof functions;

answerCalls(functions);
