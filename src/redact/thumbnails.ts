import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { TiffReader } from './tiff-directory.js';

/** EXIF's tags for where the JPEG thumbnail is, and how long. Source: EXIF 2.32, 4.6.2. */
const THUMBNAIL_OFFSET = 0x0201;
const THUMBNAIL_LENGTH = 0x0202;

const EXIF_PREFIX = Buffer.from('Exif\0\0', 'latin1');

/** Images in XMP: as an element's text, or as an attribute. Source: "XMP Specification", part 2, Thumbnail. */
const XMP_IMAGE = /(<xmpGImg:image>|xmpGImg:image\s*=\s*["'])[^<"']*/g;

/** XMP without its embedded images. */
export function withoutThumbnails(xmp: string): string {
  return xmp.replace(XMP_IMAGE, '$1');
}

/** Blanks the thumbnail in the EXIF of a picture file, in place, and unlinks it. */
export async function eraseExifThumbnail(file: Uint8Array): Promise<void> {
  const { exif, format } = await sharp(file).metadata();
  if (!exif) return;
  const start = Buffer.from(file.buffer, file.byteOffset, file.byteLength).indexOf(exif);
  if (start < 0) return;
  const prefix = exif.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX) ? EXIF_PREFIX.length : 0;
  unlinkThumbnail(file.subarray(start + prefix, start + exif.length));
  if (format === 'png') renewChecksum(file, start, exif.length);
}

/** `exif` starts with TIFF's header. Its first directory is of the photo, the second of the thumbnail. */
function unlinkThumbnail(exif: Uint8Array): void {
  const reader = new TiffReader(exif);
  const photo = reader.directory(reader.first);
  if (!photo?.next) return;
  const thumbnail = reader.directory(photo.next);
  const numberOf = (tag: number) => {
    const entry = thumbnail?.entries.find((candidate) => candidate.tag === tag);
    return entry ? reader.value(entry) : 0;
  };
  const offset = numberOf(THUMBNAIL_OFFSET);
  exif.fill(0, offset, offset + numberOf(THUMBNAIL_LENGTH));
  reader.view.setUint32(photo.nextAt, 0, reader.littleEndian);
}

/** A PNG chunk is its length, its type, its data and a checksum over the latter two. Source: PNG, third edition, 5.3. */
function renewChecksum(file: Uint8Array, data: number, length: number): void {
  const checksum = crc32(file.subarray(data - 4, data + length));
  new DataView(file.buffer, file.byteOffset, file.byteLength).setUint32(data + length, checksum);
}
