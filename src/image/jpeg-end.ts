const START = 0xd8;
const END = 0xd9;
const START_OF_SCAN = 0xda;

/**
 * Whether a file begins as a JPEG and never comes to its end marker: all viewers show it, decoders that are told to be
 * strict do not. Source: ITU-T T.81, annex B.
 */
export function lacksEnd(file: Uint8Array): boolean {
  if (file[0] !== 0xff || file[1] !== START) return false;
  for (let at = 2; at + 1 < file.length; ) {
    const marker = file[at + 1]!;
    if (file[at] !== 0xff || marker === 0xff) at += 1;
    else if (marker === END) return false;
    else if (isAlone(marker)) at += 2;
    else {
      at += 2 + ((file[at + 2] ?? 0) << 8) + (file[at + 3] ?? 2);
      if (marker === START_OF_SCAN) at = scanEnd(file, at);
    }
  }
  return true;
}

/** The file with the end marker that it lacks. */
export function withEnd(file: Uint8Array): Uint8Array {
  const whole = new Uint8Array(file.length + 2);
  whole.set(file);
  whole.set([0xff, END], file.length);
  return whole;
}

/**
 * Bytes that are no marker, behind half of one neither, and that decoders show as a part of the picture where some of it
 * is missing.
 */
const PADDING = Uint8Array.from({ length: 1024 }, (_, index) => (index * 37) % 0xff);

/** The file with something behind it that is no part of it, and with an end marker. */
export function withPadding(file: Uint8Array): Uint8Array {
  const padded = new Uint8Array(file.length + PADDING.length);
  padded.set(file);
  padded.set(PADDING, file.length);
  return withEnd(padded);
}

/** Zeros behind 0xff are part of the samples; restarts and TEM have no length either. */
function isAlone(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** Where the samples of a scan are followed by a marker, or the file ends. */
function scanEnd(file: Uint8Array, start: number): number {
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const marker = file[at + 1];
    if (marker === undefined) break;
    if (marker !== 0xff && !isAlone(marker)) return at;
  }
  return file.length;
}
