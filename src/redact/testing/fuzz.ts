import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { InputError } from '../../errors/errors.js';
import { createRandom } from '../../random/random.js';
import { writeFileAtomically } from '../../runtime/files.js';
import { redact } from '../redact.js';
import { mutate } from './mutate.js';

/** Longer than any of these small pictures takes on a busy machine. */
const HANG_MILLISECONDS = 120_000;

export interface FuzzResult {
  /** Pictures that could be redacted, whatever they show. */
  redacted: number;
  /** Pictures that were refused with an `InputError`. */
  refused: number;
  /** What must not happen: other errors, hangs, results that cannot be read, temporary files. */
  readonly defects: string[];
}

const FORMATS: Record<string, (picture: Sharp) => Sharp> = {
  jpg: (picture) => picture.jpeg(),
  'progressive.jpg': (picture) => picture.jpeg({ progressive: true }),
  png: (picture) => picture.png(),
  '16.png': (picture) => picture.toColourspace('rgb16').png(),
  'grey.png': (picture) => picture.toColourspace('b-w').ensureAlpha(0.9).png(),
  webp: (picture) => picture.webp(),
  tif: (picture) => picture.tiff({ compression: 'lzw' }),
  gif: (picture) => picture.gif(),
  avif: (picture) => picture.avif({ effort: 0 }),
};

const XMP =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="Crowd"/></rdf:RDF></x:xmpmeta>';

/** Redacts `count` damaged pictures of all formats into `folder`, every other one with its metadata, and counts what became of them. */
export async function fuzz(count: number, folder: string, onPicture: () => void = () => {}): Promise<FuzzResult> {
  const scene = paintRectangles(96, 64, [{ x: 30, y: 20, width: 12, height: 16 }]);
  const picture = sharp(scene.data, { raw: { width: 96, height: 64, channels: 3 } })
    .withIccProfile('p3')
    .withExif({ IFD0: { Artist: 'Somebody' }, IFD3: { GPSMapDatum: 'WGS-84' } })
    .withXmp(XMP);
  const files = await Promise.all(
    Object.entries(FORMATS).map(async ([name, encode]) => ({ name, bytes: await encode(picture.clone()).toBuffer() })),
  );
  const detector = new Detector(new BrightRectangles());
  const result: FuzzResult = { redacted: 0, refused: 0, defects: [] };
  let written = 0;
  for (let number = 0; number < count; number++) {
    const { name, bytes } = files[number % files.length]!;
    const damaged = mutate(bytes, createRandom(1, number));
    const label = `${number}, ${damaged.mutation}.${name}`;
    try {
      const { data } = await inTime(redact(damaged.bytes, detector, { name: label, keepMetadata: number % 2 === 1 }));
      await writeFileAtomically(join(folder, `${number}.${name}`), data);
      written += 1;
      await sharp(data, { failOn: 'error' }).stats();
      result.redacted += 1;
    } catch (error) {
      if (error instanceof InputError && error.message.startsWith(label)) {
        result.refused += 1;
      } else {
        result.defects.push(`${label}: ${error}`);
        await writeFile(join(folder, `defect-${number}.${name}`), damaged.bytes);
        written += 1;
      }
    }
    onPicture();
  }
  const found = (await readdir(folder)).length;
  if (found !== written) result.defects.push(`${found} files where ${written} were written`);
  await detector.dispose();
  return result;
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('hangs')), HANG_MILLISECONDS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
