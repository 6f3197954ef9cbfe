/** Pictures in a file that no decoder here shows, in words that follow "has"; undefined where there are none. */
export function unseenPictures(file: Uint8Array): string | undefined {
  if (isAnimatedPng(file)) return 'more frames than the first (APNG)';
  if (hasMovie(file)) return 'a sequence of pictures beside its still one';
  return undefined;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Source: PNG, third edition, 5.3 (chunks) and 11.3.6.1 (acTL). */
function isAnimatedPng(file: Uint8Array): boolean {
  if (!PNG_SIGNATURE.every((byte, at) => file[at] === byte)) return false;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = PNG_SIGNATURE.length; at + 8 <= file.length; at += 12 + view.getUint32(at)) {
    const type = textAt(file, at + 4);
    if (type === 'acTL' || type === 'fcTL' || type === 'fdAT') return true;
    if (type === 'IEND') break;
  }
  return false;
}

/** Image sequences (AVIF, HEIC) are tracks of a movie. Source: ISO/IEC 14496-12, 4.2 and 8.2.1. */
function hasMovie(file: Uint8Array): boolean {
  if (textAt(file, 4) !== 'ftyp') return false;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at + 8 <= file.length; ) {
    if (textAt(file, at + 4) === 'moov') return true;
    const short = view.getUint32(at);
    if (short === 1 && at + 16 > file.length) return false;
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    // A box of length 0 reaches to the end.
    if (length < 8) return false;
    at += length;
  }
  return false;
}

function textAt(file: Uint8Array, at: number): string {
  return String.fromCharCode(...file.subarray(at, at + 4));
}
