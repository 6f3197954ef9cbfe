import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { InputError, messageOf } from '../errors/errors.js';

/** Rows and bits a row of a hash, which compares each of 17 pixels but the last with its right neighbour. */
const ROWS = 16;
const BITS = 16;

/** Photos whose hashes differ by no more bits than this are taken for the same photo, scaled, cut a little or saved again. */
export const SAME_PHOTO_BITS = 12;

/** Rows of a photo's difference hash from the top, 16 bits each. */
export type DifferenceHash = Uint16Array;

/**
 * The difference hash of a photo (dHash, 256 bits): 17 × 16 grey pixels, a bit where the left one is darker than its right
 * neighbour. Photos that are the same but for size, compression or colours differ by a few bits, others by about 128.
 *
 * @param photo path or bytes of a file
 * @throws InputError where it cannot be read
 */
export async function differenceHash(photo: string | Uint8Array): Promise<DifferenceHash> {
  try {
    const grey = await sharp(photo)
      .greyscale()
      .resize(BITS + 1, ROWS, { fit: 'fill' })
      .raw()
      .toBuffer();
    return Uint16Array.from({ length: ROWS }, (_, row) => {
      const start = row * (BITS + 1);
      let word = 0;
      for (let bit = 0; bit < BITS; bit += 1) word = word * 2 + (grey[start + bit]! < grey[start + bit + 1]! ? 1 : 0);
      return word;
    });
  } catch (error) {
    throw new InputError(`${typeof photo === 'string' ? photo : 'a photo'}: cannot be read: ${messageOf(error)}`);
  }
}

/** How many bits differ. */
export function hashDistance(a: DifferenceHash, b: DifferenceHash): number {
  let bits = 0;
  for (let row = 0; row < ROWS; row += 1) bits += ONES[a[row]! ^ b[row]!]!;
  return bits;
}

/** Ones of every number of 16 bits. */
const ONES = new Uint8Array(1 << BITS);
for (let word = 1; word < ONES.length; word += 1) ONES[word] = ONES[word >> 1]! + (word & 1);

const LINE = new RegExp(`^[0-9a-f]{${(ROWS * BITS) / 4}}$`, 'i');

/**
 * Reads a list of hashes, one a line: 64 hexadecimal digits, four a row from the top.
 *
 * @throws InputError that names the line of what is wrong
 */
export async function readHashes(path: string): Promise<DifferenceHash[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
  });
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    if (!LINE.test(line.trim()))
      throw new InputError(`${path}:${index + 1}: expected a difference hash of 64 hexadecimal digits.`);
    return [Uint16Array.from(line.trim().match(/.{4}/g)!, (word) => Number.parseInt(word, 16))];
  });
}
