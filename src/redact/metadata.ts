import { InputError, messageOf } from '../errors/errors.js';
import type { Photo, Writing } from '../image/photo.js';
import type { EncodedPhoto } from '../platform/port.js';
import { equal } from './bytes.js';
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

type Format = Writing['format'];

/** Blocks of named properties. */
const BLOCKS = ['exif', 'xmp', 'iptc'] as const;
type Block = (typeof BLOCKS)[number];

/** How each format is put together, and which named properties it has a place for. */
const FORMATS: Record<Format, { container: Container; holds: readonly Block[] }> = {
  jpeg: { container: jpeg, holds: ['exif', 'xmp', 'iptc'] },
  tiff: { container: tiff, holds: ['exif', 'xmp', 'iptc'] },
  png: { container: png, holds: ['exif', 'xmp'] },
  webp: { container: webp, holds: ['exif', 'xmp'] },
  heif: { container: avif, holds: ['exif', 'xmp'] },
  gif: { container: gif, holds: ['xmp'] },
};

/** A picture file whose metadata may be kept. */
export interface MetadataSource {
  /** What errors call it. */
  readonly name: string;
  readonly file: Uint8Array;
  /** What was decoded from it. */
  readonly photo: Photo;
}

/**
 * Gives a file, as the encoder wrote it, what is kept of its source's metadata, and reads it back. By default nothing
 * stays but what is needed to show the picture rightly: profile, PNG's colours, density. `keepMetadata` keeps named
 * properties of EXIF, GPS, IPTC and XMP, which are parsed and written anew.
 *
 * @throws InputError that begins with the source's name where something cannot be kept, or would stay
 */
export function withMetadata(
  { file: encoded, profile }: EncodedPhoto,
  format: Format,
  source: MetadataSource,
  keepMetadata: boolean,
): Uint8Array {
  try {
    const { container, holds } = FORMATS[format];
    const metadata = { ...colors(source, format, profile), ...(keepMetadata && properties(source, holds)) };
    const file = container.embed(encoded, metadata);
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
 * @throws UnknownPart at anything that is not known to be good
 */
export function verifyContainer(file: Uint8Array, format: Format, metadata: FileMetadata): void {
  const found = FORMATS[format].container.read(file);
  for (const block of [...BLOCKS, 'icc'] as const) {
    const [one, other] = [found[block], metadata[block]];
    expect(one && other ? equal(one, other) : one === other, `${block.toUpperCase()} other than what is kept`);
  }
  const chunks = new Map([...(found.color ?? []), ...(metadata.color ?? [])]);
  for (const type of chunks.keys()) {
    const [one, other] = [found.color?.get(type), metadata.color?.get(type)];
    expect(one !== undefined && other !== undefined && equal(one, other), `colours in ${type} other than what is kept`);
  }
}

/** What is needed to show the picture rightly. `profile` is that which its samples are in now, if any. */
function colors({ file, photo }: MetadataSource, format: Format, profile: Uint8Array | undefined): FileMetadata {
  const { frames, properties: { density } = {} } = photo;
  // Without the profile that it had, a picture's numbers are others by now.
  const isAsItWas = photo.properties !== undefined && !profile === !frames[0]!.profile;
  const color = format === 'png' && isAsItWas ? colorChunks(file) : undefined;
  return {
    ...(profile && { icc: cleanIcc(profile) }),
    ...(color && { color }),
    ...(density !== undefined && { density }),
  };
}

/** The named properties of a file that its format has a place for. */
function properties({ name, file, photo }: MetadataSource, holds: readonly Block[]): FileMetadata {
  const { frames, properties: stored } = photo;
  if (!stored) throw new InputError(`${name}: its metadata cannot be read here, so that none of it can be kept.`);
  const { width, height } = frames[0]!;
  const exif = stored.exif ?? tiffExif(file);
  const packets = [stored.xmp ?? gifXmp(file), extendedXmp(file)].flatMap((xmp) => (xmp ? parseXmp(xmp, name) : []));
  const kept: Record<Block, Uint8Array | undefined> = {
    exif: exif && writeExif(trueExif(readExif(exif), width, height)),
    xmp: writeXmp(trueXmp(packets, width, height)),
    iptc: stored.iptc && cleanIptc(stored.iptc),
  };
  return Object.fromEntries(
    Object.entries(kept).filter(([block, value]) => value && holds.some((one) => one === block)),
  );
}

function parseXmp(packet: Uint8Array, name: string): XmpProperty[] {
  try {
    return readXmp(packet);
  } catch (error) {
    throw new InputError(
      `${name}: its XMP cannot be read (${messageOf(error)}), so that none of it can be kept; redact it without its metadata.`,
    );
  }
}
