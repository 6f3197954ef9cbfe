/** Starts of frames; C4, C8 and CC are tables and extensions. Source: ITU-T T.81, table B.1. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Where a JPEG's frame header begins, with its marker; undefined where there is none. Source: ITU-T T.81, B.2.2. */
export function jpegFrameAt(file: Uint8Array): number | undefined {
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; at += 2 + (file[at + 2]! << 8) + file[at + 3]!)
    if (isFrame(file[at + 1]!)) return at;
  return undefined;
}

/** Whether a JPEG's colours are coarser than its brightness. */
export function isSubsampled(file: Uint8Array): boolean {
  const at = jpegFrameAt(file);
  if (at === undefined) return false;
  const components = file[at + 9] ?? 0;
  const factors = Array.from({ length: components }, (_, index) => file[at + 11 + 3 * index]);
  return factors.some((factor) => factor !== factors[0]);
}
