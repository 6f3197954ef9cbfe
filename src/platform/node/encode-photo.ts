import sharp, { type Sharp } from 'sharp';
import { joinTiffs } from '../../image/join-tiffs.js';
import { tiffOf } from '../../image/lay-tiff.js';
import type { Photo, Writing } from '../../image/photo.js';
import type { EncodedPhoto } from '../port.js';
import { inSpace } from './decode-photo.js';

/** TIFF's own loss: as fine as the JPEGs that cameras write. */
const TIFF_JPEG_QUALITY = 92;

/** Writes a photo as `writing` says, with its frames' profiles and without any other metadata. */
export async function encodePhoto(photo: Photo, writing: Writing): Promise<EncodedPhoto> {
  const file = await fileOf(photo, writing);
  return { file, profile: (await sharp(file).metadata()).icc };
}

async function fileOf({ frames, density }: Photo, writing: Writing): Promise<Uint8Array> {
  const tiff = tiffOf(frames, density);
  const open = (page: number, pages = 1) =>
    inSpace(sharp(tiff, { page, pages, limitInputPixels: false }), frames[page]!.layout);
  if (writing.format !== 'tiff') return encode(open(0, frames.length), writing).toBuffer();
  const pages: Uint8Array[] = [];
  for (const page of frames.keys()) {
    const compressed =
      writing.pages[page] === 'jpeg'
        ? open(page).tiff({ compression: 'jpeg', quality: TIFF_JPEG_QUALITY })
        : open(page).tiff({ compression: 'deflate', predictor: 'horizontal' });
    pages.push(await compressed.toBuffer());
  }
  return pages.length === 1 ? pages[0]! : joinTiffs(pages);
}

function encode(picture: Sharp, writing: Exclude<Writing, { format: 'tiff' }>): Sharp {
  switch (writing.format) {
    case 'jpeg': {
      const { quality, chromaSubsampling, progressive } = writing;
      return picture.jpeg({ quality, chromaSubsampling, progressive });
    }
    case 'png':
      return picture.png({ progressive: writing.progressive, palette: false });
    case 'webp': {
      const { quality, timing } = writing;
      return picture.webp({ ...(quality === 'lossless' ? { lossless: true } : { quality }), ...animation(timing) });
    }
    case 'gif':
      return picture.gif({ ...animation(writing.timing), dither: 0, keepDuplicateFrames: true });
    case 'heif': {
      const { quality, bits: bitdepth } = writing;
      const fine = quality === 'lossless' ? { lossless: true } : { quality };
      return picture.avif({ ...fine, chromaSubsampling: '4:4:4', bitdepth });
    }
  }
}

function animation(timing: { readonly delay: readonly number[]; readonly loop: number } | undefined) {
  return timing ? { delay: [...timing.delay], loop: timing.loop } : {};
}
