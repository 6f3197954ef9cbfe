const TRAILER = 0x3b;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const HEADER = 13;

/**
 * Whether a file begins as a GIF and ends within one of its blocks: decoders then show the frames before it as if these
 * were all. What lacks its trailer alone is whole. Source: GIF89a specification.
 */
export function isCutOffGif(file: Uint8Array): boolean {
  if (!/^GIF8[79]a/.test(String.fromCharCode(...file.subarray(0, 6)))) return false;
  let at = HEADER + tableLength(file[10] ?? 0);
  while (at < file.length && file[at] !== TRAILER) {
    // The descriptor, a table of colours where its flags say so, and the size of codes.
    if (file[at] === IMAGE) at += 10 + tableLength(file[at + 9] ?? 0) + 1;
    else if (file[at] === EXTENSION) at += 2;
    // To decoders anything else is the end.
    else return false;
    for (let length = file[at]; length !== 0; length = file[at]) {
      if (length === undefined) return true;
      at += 1 + length;
    }
    at += 1;
  }
  return at > file.length;
}

/** Bytes of the table of colours that follows flags. */
function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
