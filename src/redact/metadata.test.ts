import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../detect/testing/bright-rectangles.js';
import { readImage } from '../platform/node/read-image.js';
import { redact } from './redact.js';
import { cameraExif, withExif } from './testing/tiff.js';

const detector = new Detector(new BrightRectangles());
const FACE = { x: 60, y: 20, width: 16, height: 20 };
const XMP =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
  '<dc:title>Crowd</dc:title><xmpGImg:image>/9j/4AAQSkZJRg</xmpGImg:image></rdf:Description></rdf:RDF></x:xmpmeta>';

const upright = sharp(paintRectangles(160, 100, [FACE]).data, { raw: { width: 160, height: 100, channels: 3 } });

/** A JPEG that a camera held on its side took: stored lying, with a thumbnail. */
async function camera(): Promise<{ file: Buffer; thumbnail: Buffer }> {
  const stored = await upright.clone().rotate(270).withXmp(XMP).jpeg({ quality: 95 }).toBuffer();
  const { exif, thumbnail } = await cameraExif(6);
  return { file: withExif(stored, exif), thumbnail };
}

test('the camera of these tests does what cameras do', async () => {
  const { file, thumbnail } = await camera();
  const { orientation, exif, xmpAsString } = await sharp(file).metadata();
  assert.equal(orientation, 6);
  assert.ok(exif?.includes(thumbnail) && xmpAsString?.includes('Crowd'));
  const { width, height } = await readImage(file);
  assert.deepEqual([width, height], [160, 100]);
});

test('metadata goes, and the picture is stored upright', async () => {
  const { file, thumbnail } = await camera();
  const { data, regions } = await redact(file, detector);
  assert.ok(Math.abs(regions[0]!.box.x - FACE.x) < 2 && Math.abs(regions[0]!.box.y - FACE.y) < 2);
  const { width, height, orientation, exif, xmp, iptc } = await sharp(data).metadata();
  assert.deepEqual(
    [width, height, orientation, exif, xmp, iptc],
    [160, 100, undefined, undefined, undefined, undefined],
  );
  const bytes = Buffer.from(data);
  for (const trace of [thumbnail.subarray(-32), 'CAM', 'Crowd', 'Exif']) assert.equal(bytes.indexOf(trace), -1);
});

test('metadata that is kept tells the truth about the orientation, and holds no thumbnail', async () => {
  const { file, thumbnail } = await camera();
  const { data } = await redact(file, detector, { keepMetadata: true });
  const { width, height, orientation, exif, xmpAsString } = await sharp(data).metadata();
  assert.deepEqual([width, height, orientation], [160, 100, 1]);
  assert.ok(exif!.includes('CAM'));
  assert.ok(xmpAsString!.includes('Crowd') && !xmpAsString!.includes('/9j/4AAQ'));
  const bytes = Buffer.from(data);
  assert.equal(bytes.indexOf(thumbnail.subarray(-32)), -1);
  assert.equal(bytes.indexOf(thumbnail.subarray(0, 32)), -1);
});

test('in every format that has EXIF', async () => {
  const { file, thumbnail } = await camera();
  const formats: Record<string, (picture: Sharp) => Sharp> = {
    png: (picture) => picture.png(),
    webp: (picture) => picture.webp({ lossless: true }),
    avif: (picture) => picture.avif({ quality: 80 }),
  };
  for (const [format, encode] of Object.entries(formats)) {
    const source = await encode(sharp(file).autoOrient().keepExif().keepXmp()).toBuffer();
    assert.ok(source.includes(thumbnail.subarray(-32)), `${format} has the thumbnail before`);
    const gone = Buffer.from((await redact(source, detector)).data);
    assert.ok(!gone.includes('CAM') && !gone.includes('Crowd'), format);
    const { data } = await redact(source, detector, { keepMetadata: true });
    // "warning" would catch a wrong checksum in a PNG.
    const { exif } = await sharp(data, { failOn: 'warning' }).metadata();
    assert.ok(exif!.includes('CAM') && !Buffer.from(data).includes(thumbnail.subarray(-32)), format);
  }
});

test('a photo without faces is cleaned like the others', async () => {
  const { exif, thumbnail } = await cameraExif(1);
  const file = withExif(
    await sharp(paintRectangles(50, 40, []).data, { raw: { width: 50, height: 40, channels: 3 } })
      .jpeg()
      .toBuffer(),
    exif,
  );
  const { data, regions } = await redact(Buffer.concat([file, thumbnail]), detector, { keepMetadata: true });
  assert.equal(regions.length, 0);
  assert.ok((await sharp(data).metadata()).exif!.includes('CAM'));
  assert.ok(!Buffer.from(data).includes(thumbnail.subarray(-32)));
});
