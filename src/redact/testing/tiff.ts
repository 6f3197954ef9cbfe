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

/** A page of a TIFF, as it is stored. */
export interface StoredPage {
  readonly width: number;
  readonly height: number;
  /** Bits of each sample of a pixel. */
  readonly bits: readonly number[];
  /** 0 and 1 are grey, 2 is RGB, 5 is CMYK; others are what few read. */
  readonly photometric: number;
  readonly samples: Uint8Array;
  readonly orientation?: number;
  /** 1 is unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat?: number;
  readonly extraSamples?: readonly number[];
}

/** An uncompressed TIFF of these pages. Source: TIFF 6.0, sections 2, 4 and 8. */
export function tiffOf(...pages: readonly StoredPage[]): Buffer {
  let start = 8;
  const parts = pages.map(({ width, height, bits, photometric, samples, ...page }, index) => {
    const lists: [tag: number, type: number, values: readonly number[]][] = [
      [0x0100, LONG, [width]],
      [0x0101, LONG, [height]],
      [0x0102, SHORT, bits],
      [0x0103, SHORT, [1]],
      [0x0106, SHORT, [photometric]],
      [0x0111, LONG, [0]],
      [0x0112, SHORT, [page.orientation ?? 1]],
      [0x0115, SHORT, [bits.length]],
      [0x0116, LONG, [height]],
      [0x0117, LONG, [samples.length]],
      ...(page.extraSamples ? [[0x0152, SHORT, page.extraSamples] as [number, number, readonly number[]]] : []),
      ...(page.sampleFormat ? [[0x0153, SHORT, bits.map(() => page.sampleFormat!)] as [number, number, number[]]] : []),
    ];
    let at = start + 2 + 12 * lists.length + 4;
    const outside: Buffer[] = [];
    const put = (bytes: Buffer) => {
      const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
      outside.push(padded);
      at += padded.length;
      return at - padded.length;
    };
    const samplesAt = put(Buffer.from(samples));
    const entries = lists.map(([tag, type, values]) => {
      if (tag === 0x0111) return [tag, type, 1, samplesAt] as const;
      if (type === LONG || values.length === 1) return [tag, type, 1, values[0]!] as const;
      const bytes = Buffer.alloc(2 * values.length);
      values.forEach((value, place) => void bytes.writeUInt16LE(value, 2 * place));
      const value = bytes.length <= 4 ? bytes.readUInt32LE() : put(bytes);
      return [tag, type, values.length, value] as const;
    });
    start = at;
    return Buffer.concat([directory(entries, index < pages.length - 1 ? at : 0), ...outside]);
  });
  return Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]), ...parts]);
}

/** A TIFF of white grey pages of these sizes. */
export function tiffOfPages(...sizes: readonly (readonly [width: number, height: number])[]): Buffer {
  const pages = sizes.map(([width, height]) => ({ width, height, samples: new Uint8Array(width * height).fill(255) }));
  return tiffOf(...pages.map((page) => ({ ...page, bits: [8], photometric: 1 })));
}

/** A JPEG with EXIF put in front. */
export function withExif(jpeg: Uint8Array, exif: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  const head = Buffer.from([0xff, 0xe1, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}
