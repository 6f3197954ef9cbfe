import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles } from '../detect/testing/bright-rectangles.js';
import { redact } from './redact.js';

/** A reader that shares no line of code with ours. Debian has it as libimage-exiftool-perl. */
const skip = spawnSync('exiftool', ['-ver']).status === 0 ? false : 'exiftool is not installed';

const detector = new Detector(new BrightRectangles());
const FACE = { x: 10, y: 10, width: 12, height: 12 };

const EXIF = {
  'IFD0:Make': 'CAMERA',
  'IFD0:Artist': 'Jörg Größe',
  'ExifIFD:ExposureTime': 0.005,
  'ExifIFD:FNumber': 2.8,
  'ExifIFD:DateTimeOriginal': '2024:01:02 03:04:05',
  'ExifIFD:UserComment': 'Größe 一',
  'ExifIFD:LensModel': '50 mm',
  'GPS:GPSLatitude': 48.5,
  'GPS:GPSLatitudeRef': 'N',
  'GPS:GPSLongitude': 2.25,
  'GPS:GPSLongitudeRef': 'E',
};
const XMP = { 'XMP-dc:Title': 'Crowd <&> "more"', 'XMP-dc:Creator': 'Somebody', 'XMP-photoshop:City': 'Paris' };
const IPTC = { 'IPTC:Caption-Abstract': 'Many people – und Größe', 'IPTC:City': 'Paris' };

/** What exiftool writes that may not stay. */
const PRIVATE = {
  'XMP-mwg-rs:RegionName': 'Jane',
  'XMP-xmpMM:DocumentID': 'private',
  'XMP-iptcExt:PersonInImage': 'Jane',
};

const BLOCKS = {
  jpeg: [EXIF, XMP, IPTC],
  tiff: [EXIF, XMP, IPTC],
  png: [EXIF, XMP],
  webp: [EXIF, XMP],
  avif: [EXIF, XMP],
  gif: [XMP],
};

/** Groups of what is no property: the file, how it is put together, and the profile. */
const STRUCTURE =
  /^(SourceFile|ExifTool|System|File|JFIF|PNG|PNG-pHYs|RIFF|GIF|QuickTime|Meta|Composite|ICC.*|APP14)(:|$)/;
const PICTURE_TAGS =
  /^IFD0:(ImageWidth|ImageHeight|BitsPerSample|Compression|Photometric\w+|StripOffsets|Orientation|SamplesPerPixel|RowsPerStrip|StripByteCounts|[XY]Resolution|PlanarConfiguration|ResolutionUnit|Predictor|SampleFormat|ExtraSamples)$/;
const TRUE_TAGS =
  /^(ExifIFD:(ExifVersion|ColorSpace|ExifImage\w+)|GPS:GPSVersionID|IFD0:YCbCrPositioning|IPTC:CodedCharacterSet)$/;

function read(path: string): Record<string, unknown> {
  const args = ['-j', '-G1', '-n', '-charset', 'iptc=utf8', path];
  return JSON.parse(execFileSync('exiftool', args, { encoding: 'utf8' }))[0];
}

for (const format of ['jpeg', 'tiff', 'png', 'webp', 'avif', 'gif'] as const) {
  test(`${format}: exiftool reads what is kept, and nothing else`, { skip }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'farface-exiftool-'));
    t.after(() => rm(folder, { recursive: true }));
    const [before, after] = [join(folder, `before.${format}`), join(folder, `after.${format}`)];
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#4a7' } });
    await (format === 'tiff' ? picture.tiff({ compression: 'lzw' }) : picture.toFormat(format)).toFile(before);
    const wanted: Record<string, string | number> = Object.assign({}, ...BLOCKS[format]);
    const written = { ...wanted, ...PRIVATE, ...(format !== 'gif' && { 'IFD0:Orientation': 6 }) };
    execFileSync('exiftool', [
      '-overwrite_original',
      ...['-q', '-n', '-codedcharacterset=utf8'],
      ...Object.entries(written).map(([name, value]) => `-${name}=${value}`),
      before,
    ]);
    assert.equal(read(before)['XMP-dc:Title'], XMP['XMP-dc:Title']);

    for (const keepMetadata of [false, true]) {
      await writeFile(after, (await redact(before, detector, { only: [FACE], keepMetadata })).data);
      const properties = Object.entries(read(after)).filter(
        ([name]) => !STRUCTURE.test(name) && !PICTURE_TAGS.test(name),
      );
      const kept = Object.fromEntries(properties.filter(([name]) => !TRUE_TAGS.test(name)));
      assert.deepEqual(kept, keepMetadata ? wanted : {});
      const {
        'IFD0:Orientation': orientation = 1,
        'ExifIFD:ExifImageWidth': width,
        'File:ImageWidth': real,
      } = read(after);
      assert.equal(orientation, 1);
      assert.ok(width === undefined || real === undefined || width === real);
      const checked = execFileSync('exiftool', ['-validate', '-error', '-s3', after], { encoding: 'utf8' });
      assert.doesNotMatch(checked, /Error/);
    }
  });
}
