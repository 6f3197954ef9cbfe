import sharp, { type Metadata } from 'sharp';
import { InputError, messageOf } from '../errors/errors.js';
import { avif } from './containers/avif.js';
import { type Container, expect, type FileMetadata, UnknownPart } from './containers/container.js';
import { gif, gifXmp } from './containers/gif.js';
import { extendedXmp, jpeg } from './containers/jpeg.js';
import { colorChunks, png } from './containers/png.js';
import { tiff, tiffExif } from './containers/tiff.js';
import { webp } from './containers/webp.js';
import { readExif, trueExif, writeExif } from './properties/exif.js';
import { cleanIcc } from './properties/icc.js';
import { cleanIptc } from './properties/iptc.js';
import { readXmp, trueXmp, writeXmp, type XmpProperty } from './properties/xmp.js';

/** Blocks of named properties. */
const BLOCKS = ['exif', 'xmp', 'iptc'] as const;
type Block = (typeof BLOCKS)[number];

/** How each format is put together, by sharp's name of it, and which named properties it has a place for. */
const FORMATS: Record<string, { container: Container; holds: readonly Block[] }> = {
  jpeg: { container: jpeg, holds: ['exif', 'xmp', 'iptc'] },
  tiff: { container: tiff, holds: ['exif', 'xmp', 'iptc'] },
  png: { container: png, holds: ['exif', 'xmp'] },
  webp: { container: webp, holds: ['exif', 'xmp'] },
  heif: { container: avif, holds: ['exif', 'xmp'] },
  gif: { container: gif, holds: ['xmp'] },
};

/** A picture file whose metadata is read, and the size of its picture once that is upright. */
export interface MetadataSource {
  /** What errors call it. */
  readonly name: string;
  readonly file: Uint8Array;
  /** Of the first frame. */
  readonly width: number;
  readonly height: number;
}

/** A picture file with what its header says. */
type Headed = MetadataSource & { readonly header: Metadata };

/**
 * Gives a file, as the encoder wrote it, what is kept of its source's metadata, and reads it back. By default nothing
 * stays but what is needed to show the picture rightly: profile, PNG's colours, density. `keepMetadata` keeps named
 * properties of EXIF, GPS, IPTC and XMP, which are parsed and written anew.
 *
 * @throws InputError that begins with the source's name where something cannot be kept, or would stay
 */
export async function withMetadata(
  encoded: Uint8Array,
  source: MetadataSource,
  keepMetadata: boolean,
): Promise<Uint8Array> {
  const { format, icc } = await sharp(encoded).metadata();
  const headed = { ...source, header: await sharp(source.file, { limitInputPixels: false }).metadata() };
  try {
    const { container, holds } = formatOf(format);
    const metadata = { ...colors(headed, icc), ...(keepMetadata && properties(headed, holds)) };
    const file = container.embed(asBuffer(encoded), metadata);
    verifyContainer(file, format, metadata);
    return file;
  } catch (error) {
    if (!(error instanceof UnknownPart)) throw error;
    throw new InputError(
      `${source.name}: its redacted file would hold ${error.message}, and nothing is written that could show what was hidden; save it anew with another program first.`,
    );
  }
}

/**
 * Reads a file's container: a picture, this metadata, and nothing else.
 *
 * @param format sharp's name of the file's format
 * @throws UnknownPart at anything that is not known to be good
 */
export function verifyContainer(file: Uint8Array, format: string, metadata: FileMetadata): void {
  const found = formatOf(format).container.read(asBuffer(file));
  for (const block of [...BLOCKS, 'icc'] as const) {
    const [one, other] = [found[block], metadata[block]];
    expect(one && other ? one.equals(other) : one === other, `${block.toUpperCase()} other than what is kept`);
  }
  const chunks = new Map([...(found.color ?? []), ...(metadata.color ?? [])]);
  for (const type of chunks.keys()) {
    const [one, other] = [found.color?.get(type), metadata.color?.get(type)];
    expect(one !== undefined && other !== undefined && one.equals(other), `colours in ${type} other than what is kept`);
  }
}

/** What is needed to show the picture rightly. `icc` is the profile that its samples are in now, if any. */
function colors({ file, header }: Headed, icc: Buffer | undefined): FileMetadata {
  // Without the profile that it had, a picture's numbers are others by now.
  const color = header.format === 'png' && !icc === !header.icc ? colorChunks(asBuffer(file)) : undefined;
  return {
    ...(icc && { icc: cleanIcc(icc) }),
    ...(color && { color }),
    ...(header.density !== undefined && { density: header.density }),
  };
}

/** The named properties of a file that its format has a place for. */
function properties({ name, file, header, width, height }: Headed, holds: readonly Block[]): FileMetadata {
  const bytes = asBuffer(file);
  const exif = header.exif ?? (header.format === 'tiff' ? tiffExif(bytes) : undefined);
  const xmp = header.xmp ?? (header.format === 'gif' ? gifXmp(bytes) : undefined);
  const extension = header.format === 'jpeg' ? extendedXmp(bytes) : undefined;
  const packets = [xmp, extension].flatMap((packet) => (packet ? parseXmp(packet, name) : []));
  const kept: Record<Block, Buffer | undefined> = {
    exif: exif && writeExif(trueExif(readExif(exif), width, height)),
    xmp: writeXmp(trueXmp(packets, width, height)),
    iptc: header.iptc && cleanIptc(header.iptc),
  };
  return Object.fromEntries(
    Object.entries(kept).filter(([block, value]) => value && holds.some((one) => one === block)),
  );
}

function parseXmp(packet: Buffer, name: string): XmpProperty[] {
  try {
    return readXmp(packet);
  } catch (error) {
    throw new InputError(
      `${name}: its XMP cannot be read (${messageOf(error)}), so that none of it can be kept; redact it without its metadata.`,
    );
  }
}

function formatOf(format: string): (typeof FORMATS)[string] {
  const known = FORMATS[format];
  expect(known !== undefined, `the format ${format}`);
  return known;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
