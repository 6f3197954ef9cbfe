/**
 * `npm run pictures`: the pictures of README and gallery, from docs/portraits.jpg (CC0): what another detector finds and what
 * farface finds, the photo before and after, the page, and a recording of the three main commands.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createDetector } from '../../src/detect/detector.js';
import { annotate } from '../../src/draw/annotate.js';
import { FONT_FAMILY } from '../../src/draw/fonts.js';
import { PAGE } from '../../src/draw/palette.js';
import { drawSvg } from '../../src/draw/svg.js';
import type { Face } from '../../src/geometry/face.js';
import type { Image } from '../../src/image/image.js';
import { loadPeer } from '../../src/label/peer.js';
import { placeLetterboxed } from '../../src/label/placement.js';
import { scrfd2500m } from '../../src/label/scrfd.js';
import { readImage } from '../../src/platform/node/read-image.js';
import { redact } from '../../src/redact/redact.js';
import { picturesOfThePage } from './page.js';
import { countFound, PORTRAITS, placesOf } from './portraits.js';
import { recording } from './recording.js';

const { values } = parseArgs({ options: { peers: { type: 'string', default: '../shared/peers' } } });
const docs = new URL('../../docs/', import.meta.url);
const photo = new URL('portraits.jpg', docs).pathname;
const image = await readImage(photo);
const detector = await createDetector();

/** The threshold that InsightFace uses. */
const SCRFD_THRESHOLD = 0.5;

const peer = await loadPeer(scrfd2500m, join(values.peers, scrfd2500m.file), {
  advice: 'Name the folder of peers with --peers.',
});
const theirs = (await peer.look(image, placeLetterboxed(image, 640))).filter(({ score }) => score >= SCRFD_THRESHOLD);
await peer.dispose();
const { faces: ours } = await detector.detect(image);
const places = placesOf(image);
const counts = [countFound(places, theirs), countFound(places, ours)] as const;
await pair('pair.jpg', [
  [`SCRFD-2.5G, 640 × 640: ${counts[0].found} of ${PORTRAITS} portraits`, await framed(theirs)],
  [`farface: ${counts[1].found} of ${PORTRAITS} portraits`, await framed(ours)],
]);
const { data, regions, remaining } = await redact(photo, detector, {});
await pair('before-after.jpg', [
  ['Before', image],
  [`After farface redact: ${regions.length} masks`, await readImage(data)],
]);
await detector.dispose();
for (const [name, picture] of Object.entries(await picturesOfThePage(photo)))
  await writeFile(new URL(name, docs), picture);
const folder = await mkdtemp(join(tmpdir(), 'farface-pictures-'));
await writeFile(join(folder, 'crowd.jpg'), await readFile(photo));
await writeFile(new URL('recording.svg', docs), await recording(folder));
await rm(folder, { recursive: true });
process.stdout.write(
  `SCRFD-2.5G ${counts[0].found} and ${counts[0].surplus} frames too many, farface ${counts[1].found} and ${counts[1].surplus}; ${regions.length} masks, ${remaining.length} left\n`,
);

async function framed(faces: readonly Face[]): Promise<Image> {
  return annotate(image, faces);
}

/** Pictures one below the other, each with its words above it, twice as large as they are. */
async function pair(name: string, pictures: readonly (readonly [words: string, picture: Image])[]): Promise<void> {
  const [scale, head, gap] = [1.5, 34, 10];
  const [width, side] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  const texts = pictures.map(([words], index) => {
    return `<text x="4" y="${index * (side + head + gap) + 23}" font-family="${FONT_FAMILY}" font-size="19" font-weight="bold" fill="${PAGE.light.ink}">${words}</text>`;
  });
  const height = pictures.length * (side + head + gap) - gap;
  const ground = await drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${texts.join('')}</svg>`,
  );
  const layers = await Promise.all(
    pictures.map(async ([, picture], index) => ({
      input: await sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
        .resize(width, side)
        .png()
        .toBuffer(),
      left: 0,
      top: index * (side + head + gap) + head,
    })),
  );
  await sharp(ground.data, { raw: { width, height, channels: 3 } })
    .composite(layers)
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(new URL(name, docs).pathname);
}
