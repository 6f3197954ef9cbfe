import sharp from 'sharp';

const SHORT = 3;
const LONG = 4;
const ASCII = 2;

/** A directory's bytes: entries of tag, type, count and a value of four bytes, then the offset of the next one. */
function directory(
  entries: readonly (readonly [tag: number, type: number, count: number, value: number])[],
  next: number,
) {
  const bytes = Buffer.alloc(2 + 12 * entries.length + 4);
  bytes.writeUInt16LE(entries.length);
  entries.forEach(([tag, type, count, value], index) => {
    const at = 2 + 12 * index;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  });
  bytes.writeUInt32LE(next, bytes.length - 4);
  return bytes;
}

/**
 * EXIF as a camera writes it: the orientation, the make `CAM`, a latitude in the north, and a thumbnail.
 * TIFF's header stands at its start.
 */
export async function cameraExif(orientation: number): Promise<{ exif: Buffer; thumbnail: Buffer }> {
  const thumbnail = await sharp({ create: { width: 16, height: 12, channels: 3, background: '#c63' } })
    .jpeg()
    .toBuffer();
  const gpsAt = 8 + 2 + 12 * 3 + 4;
  const thumbnailDirectoryAt = gpsAt + 2 + 12 + 4;
  const thumbnailAt = thumbnailDirectoryAt + 2 + 12 * 3 + 4;
  const text = (letters: string) => Buffer.from(letters.padEnd(4, '\0')).readUInt32LE();
  const photo = directory(
    [
      [0x010f, ASCII, 4, text('CAM')],
      [0x0112, SHORT, 1, orientation],
      [0x8825, LONG, 1, gpsAt],
    ],
    thumbnailDirectoryAt,
  );
  const gps = directory([[0x0001, ASCII, 2, text('N')]], 0);
  const ofThumbnail = directory(
    [
      [0x0103, SHORT, 1, 6],
      [0x0201, LONG, 1, thumbnailAt],
      [0x0202, LONG, 1, thumbnail.length],
    ],
    0,
  );
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return { exif: Buffer.concat([header, photo, gps, ofThumbnail, thumbnail]), thumbnail };
}

/** A TIFF of white grey pages of these sizes. Source: TIFF 6.0, section 4. */
export function tiffOfPages(...sizes: readonly (readonly [width: number, height: number])[]): Buffer {
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  const directoryLength = 2 + 12 * 8 + 4;
  let at = header.length;
  const pages = sizes.map(([width, height], index) => {
    const pixelsAt = at + directoryLength;
    // Directories stand at even places.
    const pixels = Buffer.alloc(width * height + ((width * height) % 2), 255);
    at = pixelsAt + pixels.length;
    const entries = [
      [0x0100, LONG, 1, width],
      [0x0101, LONG, 1, height],
      [0x0102, SHORT, 1, 8],
      [0x0103, SHORT, 1, 1],
      [0x0106, SHORT, 1, 1],
      [0x0111, LONG, 1, pixelsAt],
      [0x0116, LONG, 1, height],
      [0x0117, LONG, 1, width * height],
    ] as const;
    return Buffer.concat([directory(entries, index < sizes.length - 1 ? at : 0), pixels]);
  });
  return Buffer.concat([header, ...pages]);
}

/** A JPEG with EXIF put in front. */
export function withExif(jpeg: Uint8Array, exif: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  const head = Buffer.from([0xff, 0xe1, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}
