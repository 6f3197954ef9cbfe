import { equal, indexOf, latin1, startsWith, textOf, uint16, uint32, viewOf } from '../bytes.js';
import { expect } from '../containers/container.js';

/**
 * Tags of a profile that are kept: those that say what numbers mean as colours, and its name and copyright. Source:
 * ICC.1:2022, 9.2; `vcgt` and `aa?g`, which Apple's displays carry, are not needed to show a picture.
 */
const TAGS = new Set(
  'desc cprt wtpt bkpt chad lumi meas view tech calt chrm cicp gamt rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC A2B0 A2B1 A2B2 B2A0 B2A1 B2A2'.split(
    ' ',
  ),
);

/** Types of values whose length follows from the numbers in them, with the most bytes that they may have. */
const TYPES: Record<string, number> = {
  'XYZ ': 20,
  curv: 12 + 2 * 65_536,
  para: 40,
  sf32: 44,
  chrm: 52,
  cicp: 12,
  'sig ': 12,
  meas: 36,
  view: 36,
  dtim: 20,
  // Names and copyrights, in some languages.
  text: 1000,
  desc: 1000,
  mluc: 4000,
  // Tables of three-dimensional profiles.
  mft1: 2 ** 22,
  mft2: 2 ** 22,
  'mAB ': 2 ** 22,
  'mBA ': 2 ** 22,
};

const HEADER = 128;
const PROFILE_ID = 84;
const PROFILE_ID_END = 100;
const SIGNATURE = latin1('acsp');
const MOST_BYTES = 2 ** 23;
const MOST_TAGS = 100;
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff);

/** Names and copyrights, without which a profile says the same colours. */
const WORDS = new Set(['desc', 'cprt']);

/** Starts of pictures that no table of colours has: PNG, GIF, WebP and HEIF. */
const PICTURES = [
  '\x89PNG\r\n',
  'GIF87a',
  'GIF89a',
  'WEBPVP8',
  'ftypheic',
  'ftypavif',
  'ftypmif1',
  'JFIF\0',
  'Exif\0',
].map(latin1);

/**
 * The profile with its known tags alone, as long as it was: what goes is 0.
 *
 * @throws UnknownPart where it is no profile, or where tables of it hold a picture
 */
export function cleanIcc(profile: Uint8Array): Uint8Array {
  expect(profile.length >= HEADER + 4 && profile.length <= MOST_BYTES, `a colour profile of ${profile.length} bytes`);
  expect(startsWith(profile, SIGNATURE, 36), 'a colour profile without its signature');
  const count = uint32(profile, HEADER);
  expect(count <= MOST_TAGS, `a colour profile of ${count} tags`);
  const first = HEADER + 4 + 12 * count;
  const clean = new Uint8Array(profile.length);
  clean.set(profile.subarray(0, PROFILE_ID_END));
  viewOf(clean).setUint32(0, profile.length);
  let kept = 0;
  for (let at = HEADER + 4; at + 12 <= Math.min(first, profile.length); at += 12) {
    const name = textOf(profile, at, at + 4);
    const start = uint32(profile, at + 4);
    const length = uint32(profile, at + 8);
    const value = profile.subarray(start, start + length);
    const most = TYPES[textOf(value, 0, 4)] ?? 0;
    if (!TAGS.has(name) || value.length !== length || start < first || length < 8 || length > most) continue;
    if (holdsPicture(value)) {
      expect(WORDS.has(name), 'a colour profile with a picture in it');
      continue;
    }
    clean.set(profile.subarray(at, at + 12), HEADER + 4 + 12 * kept);
    clean.set(value, start);
    kept += 1;
  }
  viewOf(clean).setUint32(HEADER, kept);
  // A sum over bytes that are no longer there.
  if (!equal(clean, profile)) clean.fill(0, PROFILE_ID, PROFILE_ID_END);
  return clean;
}

function holdsPicture(value: Uint8Array): boolean {
  if (PICTURES.some((picture) => indexOf(value, picture) >= 0)) return true;
  for (let at = indexOf(value, JPEG); at >= 0; at = indexOf(value, JPEG, at + 1)) {
    // A segment says its length, and another follows it.
    if (at + 6 <= value.length && value[at + 4 + uint16(value, at + 4)] === 0xff) return true;
  }
  return false;
}
