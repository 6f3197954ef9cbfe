import { open } from 'node:fs/promises';
import { extname } from 'node:path';

/** Endings of photos: what has one is looked at, whether or not it can be read. */
export const PHOTO_ENDINGS = [
  'jpg',
  'jpeg',
  'jpe',
  'jfif',
  'png',
  'webp',
  'avif',
  'tif',
  'tiff',
  'gif',
  'heic',
  'heif',
  'hif',
];
/** Endings of videos. */
export const VIDEO_ENDINGS = ['mp4', 'm4v', 'mov', 'qt', 'mkv', 'webm', 'mts', 'm2ts'];
const VIDEOS = new Set(VIDEO_ENDINGS.map((ending) => `.${ending}`));

const PHOTOS = new Set(PHOTO_ENDINGS.map((ending) => `.${ending}`));

/** Endings of files that show nobody. All others count as what could. */
const HARMLESS = new Set(
  'txt md rst log csv tsv json jsonl ndjson xml xmp yml yaml toml ini cfg conf html htm css js mjs ts py sh bat sql db-wal md5 sha1 sha256 sha512 sum sig asc gpx kml srt vtt manifest lock pem crt onnx safetensors ttf otf woff woff2'
    .split(' ')
    .map((ending) => `.${ending}`),
);
const HARMLESS_NAMES = new Set([
  '.DS_Store',
  'desktop.ini',
  '.nomedia',
  '.gitignore',
  '.gitattributes',
  '.gitkeep',
  '.keep',
  'LICENSE',
  'README',
  'Makefile',
]);

/** How many first bytes tell what a picture is, and what any file is. */
const MAGIC_OF_PICTURES = 16;
const MAGIC = 512;
/** What macOS keeps beside files on foreign disks, as `._NAME`: nothing of the picture. */
const APPLE_DOUBLE = '00051607';

/** What a file in a folder is: a photo or a video to look at, of no concern, or something else that could show faces. */
export type FileKind = 'photo' | 'video' | 'harmless' | { readonly other: string };

/**
 * Tells by its name alone what a file is, where its bytes are far away; what has no ending may be a photo, and counts as one.
 *
 * @param name without the folder
 */
export function kindOfName(name: string): FileKind {
  const ending = extname(name).toLowerCase();
  if (PHOTOS.has(ending)) return 'photo';
  if (VIDEOS.has(ending)) return 'video';
  if (HARMLESS.has(ending) || HARMLESS_NAMES.has(name)) return 'harmless';
  return ending === '' ? 'photo' : { other: ending };
}

/**
 * Tells by its first bytes, and else by its name, what a regular file is: photos without an ending, or with another
 * one, are photos.
 *
 * @throws the system's error where it cannot be read
 */
export async function kindOf(path: string, name: string): Promise<FileKind> {
  const ending = extname(name).toLowerCase();
  const isAppleDouble = name.startsWith('._');
  if (PHOTOS.has(ending) && !isAppleDouble) return 'photo';
  const magic = await firstBytes(path);
  if (isAppleDouble && magic.subarray(0, 4).toString('hex') === APPLE_DOUBLE) return 'harmless';
  if (PHOTOS.has(ending) || isPicture(magic)) return 'photo';
  // Cameras' raw files are TIFF files with much besides: only what has no ending is taken for a plain one.
  if (ending === '' && isTiff(magic)) return 'photo';
  if (VIDEOS.has(ending) || isVideo(magic)) return 'video';
  if (HARMLESS.has(ending) || HARMLESS_NAMES.has(name) || magic.length === 0) return 'harmless';
  return { other: ending === '' ? 'without an ending' : ending };
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC), 0, MAGIC, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Brands of AVIF and HEIF, as the first box of the file names them. */
const HEIF_BRANDS = new Set(['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

function isPicture(magic: Buffer): boolean {
  const text = magic.toString('latin1', 0, MAGIC_OF_PICTURES);
  if (text.startsWith('\xff\xd8\xff') || text.startsWith('\x89PNG') || text.startsWith('GIF8')) return true;
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return true;
  return text.slice(4, 8) === 'ftyp' && HEIF_BRANDS.has(text.slice(8, 12));
}

/** Bytes of a packet of MPEG-TS, and the first of each: text may begin with the same letter, but does not repeat it there. */
const TS_PACKET = 188;
const TS_SYNC = 0x47;

function isVideo(magic: Buffer): boolean {
  const text = magic.toString('latin1', 0, MAGIC_OF_PICTURES);
  if (text.slice(4, 8) === 'ftyp' || text.startsWith('\x1a\x45\xdf\xa3')) return true;
  return magic.length > 2 * TS_PACKET && [0, 1, 2].every((packet) => magic[packet * TS_PACKET] === TS_SYNC);
}

function isTiff(magic: Buffer): boolean {
  return ['49492a00', '4d4d002a', '49492b00', '4d4d002b'].includes(magic.subarray(0, 4).toString('hex'));
}
