/** What a picture file may hold beside its pixels. */
export interface FileMetadata {
  /** Named EXIF and GPS properties, from TIFF's header on. */
  readonly exif?: Uint8Array;
  /** Named XMP properties, as a packet in UTF-8. */
  readonly xmp?: Uint8Array;
  /** Named IPTC properties, as data sets. */
  readonly iptc?: Uint8Array;
  /** The colour profile. */
  readonly icc?: Uint8Array;
  /** PNG's chunks that say what its numbers mean as colours, by type. */
  readonly color?: ReadonlyMap<string, Uint8Array>;
  /** Pixels per inch, where the encoder would lose it. */
  readonly density?: number;
}

/** How files of one format are put together. */
export interface Container {
  /**
   * The metadata of a file that consists of nothing but what is known to be good.
   *
   * @throws UnknownPart at anything else
   */
  read(file: Uint8Array): FileMetadata;
  /** The file with this metadata. `file` is as the encoder writes it: without any, but for a profile of the same length. */
  embed(file: Uint8Array, metadata: FileMetadata): Uint8Array;
}

/** A file holds something that is not known to be good, or that is not where it must be. The message says what. */
export class UnknownPart extends Error {
  override readonly name = 'UnknownPart';
}

/** @throws UnknownPart with `what` unless `known`. */
export function expect(known: boolean, what: string): asserts known {
  if (!known) throw new UnknownPart(what);
}

/** A metadata block that may stand in a file once. */
export function once<Key extends keyof FileMetadata>(
  found: Partial<FileMetadata>,
  key: Key,
  value: FileMetadata[Key],
): void {
  expect(!(key in found), `a second ${key} block`);
  Object.assign(found, { [key]: value });
}
