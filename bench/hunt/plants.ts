import { crc32, deflateSync } from 'node:zlib';
import { avif } from '../../src/redact/containers/avif.js';
import { type Entry, short, text, tiffBlock, withFields } from './exif.js';
import type { Stored } from './pictures.js';

/** Puts the secret picture somewhere into a file of a format; `orientation` is said in EXIF, if there is any. */
export interface Plant {
  readonly name: string;
  readonly formats: readonly Stored['format'][];
  readonly plant: (file: Buffer, secret: Buffer, orientation: number, format: Stored['format']) => Buffer;
}

const ORIENTATION = 0x0112;
const ALL: readonly Stored['format'][] = ['jpeg', 'png', 'webp', 'tiff', 'avif'];

const base64 = (secret: Buffer) => secret.toString('base64');

/** Where EXIF hides pictures: fields of the photo's directory, or the directory after it. */
const EXIF_PLANTS: Record<string, (secret: Buffer) => { photo: readonly Entry[]; second?: readonly Entry[] }> = {
  'thumbnail in EXIF': (secret) => ({
    photo: [[0x010f, 2, text('CAM')]],
    second: [
      [0x0103, 3, short(6)],
      [0x0201, 4, { bytes: secret }],
      [0x0202, 4, Buffer.from([secret.length & 255, secret.length >> 8, 0, 0])],
    ],
  }),
  "maker's note": (secret) => ({ photo: [[0x8769, 4, { directory: [[0x927c, 7, secret]] }]] }),
  'private tag': (secret) => ({ photo: [[0xc7a1, 7, secret]] }),
  'private tag of EXIF': (secret) => ({ photo: [[0x8769, 4, { directory: [[0xea1d, 7, secret]] }]] }),
  'sub-directory': (secret) => ({
    photo: [
      [
        0x014a,
        4,
        {
          directory: [
            [0x0103, 3, short(6)],
            [0x0111, 4, { bytes: secret }],
            [0x0117, 4, Buffer.from([secret.length & 255, secret.length >> 8, 0, 0])],
          ],
        },
      ],
    ],
  }),
  'base64 in a comment': (secret) => ({
    photo: [[0x8769, 4, { directory: [[0x9286, 7, Buffer.from(`ASCII\0\0\0${base64(secret)}`)]] }]],
  }),
  'base64 in a description': (secret) => ({ photo: [[0x010e, 2, text(base64(secret))]] }),
  'bytes behind the end of a text': (secret) => ({
    photo: [[0x010f, 2, Buffer.concat([text('CAM'), secret])]],
  }),
  'hexadecimal digits in a description': (secret) => ({ photo: [[0x010e, 2, text(secret.toString('hex'))]] }),
  'Windows comment': (secret) => ({ photo: [[0x9c9c, 1, Buffer.from(base64(secret), 'utf16le')]] }),
  'GPS area': (secret) => ({ photo: [[0x8825, 4, { directory: [[0x001c, 7, secret]] }]] }),
};

const G = 'http://ns.adobe.com/xap/1.0/g/img/';
const DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"';

/** Where XMP hides pictures: attributes of the description, and what is in it. */
const XMP_PLANTS: Record<string, (secret: Buffer) => [attributes: string, content: string]> = {
  'image in XMP': (secret) => [
    `xmlns:xmpGImg="${G}" xmlns:xmp="http://ns.adobe.com/xap/1.0/"`,
    `<xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType="Resource"><xmpGImg:image>${base64(secret)}</xmpGImg:image></rdf:li></rdf:Alt></xmp:Thumbnails>`,
  ],
  'XMP image in another prefix': (secret) => [`xmlns:q="${G}"`, `<q:image>${base64(secret)}</q:image>`],
  'XMP image as CDATA': (secret) => [`xmlns:q="${G}"`, `<q:image><![CDATA[${base64(secret)}]]></q:image>`],
  "Google's image in XMP": (secret) => [
    `xmlns:GImage="http://ns.google.com/photos/1.0/image/" GImage:Mime="image/jpeg" GImage:Data="${base64(secret)}"`,
    '',
  ],
  "Google's depth in XMP": (secret) => [
    `xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/"`,
    `<GDepth:Data>${base64(secret).replace(/.{76}/g, '$&\n')}</GDepth:Data>`,
  ],
  'base64 in an XMP title': (secret) => [
    DC,
    `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${base64(secret)}</rdf:li></rdf:Alt></dc:title>`,
  ],
  'base64 in lines in an XMP attribute': (secret) => [
    `${DC} dc:source="${base64(secret).replace(/.{60}/g, '$&&#10;')}"`,
    '',
  ],
  'base64 in XMP keywords': (secret) => [
    DC,
    `<dc:subject><rdf:Bag>${base64(secret).replace(/.{1,36}/g, '<rdf:li>$&</rdf:li>')}</rdf:Bag></dc:subject>`,
  ],
  'hexadecimal digits in an XMP description': (secret) => [
    `${DC} dc:description="${secret.toString('hex').replace(/../g, '$& ')}"`,
    '',
  ],
  'regions of faces with names in XMP': (secret) => [
    'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"',
    '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">' +
      `<mwg-rs:Name>${base64(secret)}</mwg-rs:Name></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`,
  ],
  'comment in XMP': (secret) => ['xmlns:q="urn:q"', `<!-- ${base64(secret)} -->`],
  'deflated base64 in XMP': (secret) => [
    'xmlns:z="urn:z"',
    `<z:packed>${deflateSync(secret).toString('base64')}</z:packed>`,
  ],
};

export function xmpOf([attributes, content]: [string, string]): Buffer {
  return Buffer.from(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
      `<rdf:Description rdf:about="" ${attributes}>${content}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
}

/** Places in the files themselves. `jpeg`, for one, is a place behind the first two bytes of a JPEG. */
const CONTAINER_PLANTS: readonly Plant[] = [
  plant('jpeg', 'comment', (file, secret) => behindStart(file, segment(0xfe, secret))),
  plant('jpeg', 'base64 in a comment', (file, secret) => behindStart(file, segment(0xfe, Buffer.from(base64(secret))))),
  plant('jpeg', 'Photoshop thumbnail', (file, secret) => behindStart(file, segment(0xed, resource(0x040c, secret)))),
  plant('jpeg', 'IPTC caption', (file, secret) =>
    behindStart(file, segment(0xed, resource(0x0404, dataSet(120, Buffer.from(base64(secret)))))),
  ),
  plant('jpeg', 'IPTC preview', (file, secret) =>
    behindStart(file, segment(0xed, resource(0x0404, dataSet(202, secret)))),
  ),
  plant('jpeg', 'unknown segment', (file, secret) => behindStart(file, segment(0xe4, secret))),
  plant('jpeg', 'JFIF extension', (file, secret) =>
    behindStart(file, segment(0xe0, Buffer.concat([Buffer.from('JFXX\0\x10', 'latin1'), secret]))),
  ),
  plant('jpeg', 'extended XMP', (file, secret) => {
    const guid = 'A'.repeat(32);
    const packet = xmpOf([`xmlns:q="${G}"`, `<q:image>${base64(secret)}</q:image>`]);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(packet.length);
    const main = xmpOf([`xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="${guid}"`, '']);
    return behindStart(
      file,
      Buffer.concat([
        segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), main])),
        segment(0xe1, Buffer.concat([Buffer.from(`http://ns.adobe.com/xmp/extension/\0${guid}`), head, packet])),
      ]),
    );
  }),
  plant('jpeg', 'second picture (MPO)', (file, secret) =>
    Buffer.concat([behindStart(file, segment(0xe2, multiPicture(file.length, secret.length))), secret]),
  ),
  plant('jpeg', 'motion photo', (file, secret) => Buffer.concat([file, movie(secret)])),
  plant('jpeg', 'data behind the scan', (file, secret) =>
    Buffer.concat([file.subarray(0, -2), Buffer.from(base64(secret)), file.subarray(-2)]),
  ),
  plant('jpeg', 'profile', (file, secret) =>
    behindStart(file, segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile(secret)]))),
  ),
  plant('png', 'tEXt', (file, secret) => behindHeader(file, chunk('tEXt', Buffer.from(`Comment\0${base64(secret)}`)))),
  plant('png', 'zTXt', (file, secret) =>
    behindHeader(
      file,
      chunk(
        'zTXt',
        Buffer.concat([Buffer.from('Raw profile type exif\0\0'), deflateSync(Buffer.from(secret.toString('hex')))]),
      ),
    ),
  ),
  plant('png', 'iTXt, compressed', (file, secret) =>
    behindHeader(
      file,
      chunk(
        'iTXt',
        Buffer.concat([Buffer.from('Comment\0\x01\0\0\0', 'latin1'), deflateSync(Buffer.from(base64(secret)))]),
      ),
    ),
  ),
  plant('png', 'private chunk', (file, secret) => behindHeader(file, chunk('prVt', secret))),
  plant('png', 'profile', (file, secret) =>
    behindHeader(file, chunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), deflateSync(profile(secret))]))),
  ),
  plant('png', 'behind its end', (file, secret) => Buffer.concat([file, secret])),
  plant('png', 'behind its samples', (file, secret) =>
    Buffer.concat([file.subarray(0, -12), chunk('IDAT', secret), file.subarray(-12)]),
  ),
  plant('webp', 'unknown chunk', (file, secret) => withChunk(file, 'prVt', secret)),
  plant('webp', 'behind its end', (file, secret) => Buffer.concat([file, secret])),
  plant('gif', 'comment', (file, secret) => behindTable(file, blocks([0x21, 0xfe], secret))),
  plant('gif', 'application', (file, secret) =>
    behindTable(file, blocks([0x21, 0xff, 11, ...Buffer.from('SECRETS 1.0')], secret)),
  ),
  plant('gif', 'plain text', (file, secret) => behindTable(file, blocks([0x21, 1, 12, ...Buffer.alloc(12)], secret))),
  plant('gif', 'behind its end', (file, secret) => Buffer.concat([file, secret])),
  plant('tiff', 'thumbnail as a page of the same size', (file, secret) =>
    withFields(file, [
      [254, 4, Buffer.from([1, 0, 0, 0])],
      [0xc7a2, 7, secret],
    ]),
  ),
  plant('tiff', 'behind its end', (file, secret) => Buffer.concat([file, secret])),
  plant('tiff', 'Photoshop resources', (file, secret) => withFields(file, [[34_377, 7, resource(0x040c, secret)]])),
  plant('tiff', 'base64 in XMP', (file, secret) =>
    withFields(file, [[700, 1, xmpOf(['xmlns:z="urn:z"', `<z:z>${base64(secret)}</z:z>`])]]),
  ),
  plant('tiff', 'profile', (file, secret) => withFields(file, [[34_675, 7, profile(secret)]])),
  plant('avif', 'behind its end', (file, secret) => Buffer.concat([file, box('free', secret)])),
  plant('avif', 'uuid box', (file, secret) => Buffer.concat([file, box('uuid', Buffer.alloc(16, 1), secret)])),
  plant('avif', 'movie', (file, secret) => Buffer.concat([file, box('mdat', secret)])),
];

/** All places, in EXIF, XMP and the files themselves. */
export const PLANTS: readonly Plant[] = [
  ...Object.entries(EXIF_PLANTS).map(
    ([name, make]): Plant => ({
      name,
      formats: ALL,
      plant: (file, secret, orientation, format) => {
        const { photo, second } = make(secret);
        return withExif(file, format, [[ORIENTATION, 3, short(orientation)], ...photo], second);
      },
    }),
  ),
  ...Object.entries(XMP_PLANTS).map(
    ([name, make]): Plant => ({
      name,
      formats: [...ALL, 'gif'],
      plant: (file, secret, orientation, format) =>
        withXmp(turned(file, format, orientation), format, xmpOf(make(secret))),
    }),
  ),
  ...CONTAINER_PLANTS,
];

function plant(format: Stored['format'], name: string, make: (file: Buffer, secret: Buffer) => Buffer): Plant {
  return {
    name,
    formats: [format],
    plant: (file, secret, orientation) => make(turned(file, format, orientation), secret),
  };
}

function turned(file: Buffer, format: Stored['format'], orientation: number): Buffer {
  return orientation === 1 ? file : withExif(file, format, [[ORIENTATION, 3, short(orientation)]]);
}

export function withExif(
  file: Buffer,
  format: Stored['format'],
  photo: readonly Entry[],
  second?: readonly Entry[],
): Buffer {
  if (format === 'tiff') {
    const thumbnail = second?.find(([tag]) => tag === 0x0201);
    // A TIFF's second directory would be a page: the thumbnail is named in the first, as old programs do.
    return withFields(file, thumbnail ? [...photo, thumbnail, ...second!.filter(([tag]) => tag === 0x0202)] : photo);
  }
  const block = tiffBlock(photo, second);
  if (format === 'jpeg') return behindStart(file, segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block])));
  if (format === 'png') return behindHeader(file, chunk('eXIf', block));
  if (format === 'webp') return withChunk(file, 'EXIF', block);
  return Buffer.from(avif.embed(file, { exif: block }));
}

/** A JPEG or TIFF with data sets of IPTC. */
export function withIptc(file: Buffer, format: Stored['format'], iptc: Buffer): Buffer {
  if (format === 'tiff') return withFields(file, [[33_723, 7, iptc]]);
  return behindStart(file, segment(0xed, resource(0x0404, iptc)));
}

export function withXmp(file: Buffer, format: Stored['format'], xmp: Buffer): Buffer {
  switch (format) {
    case 'jpeg':
      return behindStart(file, segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp])));
    case 'png':
      return behindHeader(file, chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), xmp])));
    case 'webp':
      return withChunk(file, 'XMP ', xmp);
    case 'tiff':
      return withFields(file, [[700, 1, xmp]]);
    case 'gif': {
      const landing = Buffer.from([1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0]);
      return behindTable(file, Buffer.concat([Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1'), xmp, landing]));
    }
    default:
      return Buffer.from(avif.embed(file, { xmp }));
  }
}

function behindStart(jpeg: Buffer, segments: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), segments, jpeg.subarray(2)]);
}

function segment(marker: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);
}

function resource(id: number, data: Buffer): Buffer {
  const head = Buffer.from([id >> 8, id & 255, 0, 0, 0, 0, data.length >> 8, data.length & 255]);
  return Buffer.concat([Buffer.from('Photoshop 3.0\x008BIM', 'latin1'), head, data, Buffer.alloc(data.length % 2)]);
}

export function dataSet(number: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x1c, 2, number, data.length >> 8, data.length & 255]), data]);
}

/** CIPA DC-007: the version, and where the second of two pictures is. */
function multiPicture(length: number, secret: number): Buffer {
  const entries = Buffer.alloc(32);
  entries.writeUInt32LE(length, 4);
  entries.writeUInt32LE(secret, 20);
  entries.writeUInt32LE(length, 24);
  const block = tiffBlock([
    [0xb000, 7, Buffer.from('0100')],
    [0xb001, 4, Buffer.from([2, 0, 0, 0])],
    [0xb002, 7, entries],
  ]);
  return Buffer.concat([Buffer.from('MPF\0'), block]);
}

function movie(secret: Buffer): Buffer {
  return Buffer.concat([box('ftyp', Buffer.from('mp42\0\0\0\0')), box('mdat', secret)]);
}

/** A profile that is all in order, but for a tag that holds the secret. Source: ICC.1:2022, 7. */
function profile(secret: Buffer): Buffer {
  const tags = Buffer.alloc(4 + 2 * 12);
  tags.writeUInt32BE(2);
  tags.write('wtpt', 4, 'latin1');
  tags.writeUInt32BE(128 + tags.length, 8);
  tags.writeUInt32BE(20, 12);
  tags.write('meta', 16, 'latin1');
  tags.writeUInt32BE(128 + tags.length + 20, 20);
  tags.writeUInt32BE(8 + secret.length, 24);
  const white = Buffer.alloc(20);
  white.write('XYZ ', 'latin1');
  for (const [index, value] of [0xf6d6, 0x10000, 0xd32d].entries()) white.writeUInt32BE(value, 8 + 4 * index);
  const header = Buffer.alloc(128);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  header.writeUInt32BE(0x04300000, 8);
  const whole = Buffer.concat([header, tags, white, Buffer.from('data\0\0\0\0', 'latin1'), secret]);
  whole.writeUInt32BE(whole.length);
  return whole;
}

export function behindHeader(png: Buffer, chunks: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunks, png.subarray(33)]);
}

export function chunk(type: string, data: Buffer): Buffer {
  const [length, sum, name] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.from(type, 'latin1')];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(data, crc32(name)));
  return Buffer.concat([length, name, data, sum]);
}

/** A WebP with one more chunk, and with VP8X where it had none. */
function withChunk(file: Buffer, type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  const first = file.toString('latin1', 12, 16);
  const flags = type === 'EXIF' ? 8 : type === 'XMP ' ? 4 : 0;
  const body = Buffer.from(file.subarray(12));
  let start = Buffer.alloc(0);
  if (first === 'VP8X') body[8] = body[8]! | flags;
  else {
    const bits = first === 'VP8L' ? body.readUInt32LE(9) : 0;
    const [width, height] = bits
      ? [bits & 0x3fff, (bits >> 14) & 0x3fff]
      : [body.readUInt16LE(14) - 1, body.readUInt16LE(16) - 1];
    start = Buffer.alloc(18);
    start.write('VP8X', 'latin1');
    start.writeUInt32LE(10, 4);
    start[8] = flags | ((bits >>> 28) & 1 ? 0x10 : 0);
    start.writeUIntLE(width, 12, 3);
    start.writeUIntLE(height, 15, 3);
  }
  const whole = Buffer.concat([file.subarray(0, 12), start, body, head, data, Buffer.alloc(data.length % 2)]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

function behindTable(gif: Buffer, added: Buffer): Buffer {
  const end = 13 + (gif[10]! & 0x80 ? 3 * 2 ** ((gif[10]! & 7) + 1) : 0);
  return Buffer.concat([gif.subarray(0, end), added, gif.subarray(end)]);
}

function blocks(start: readonly number[], data: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from(start)];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat([...parts, Buffer.alloc(1)]);
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(parts.reduce((sum, { length }) => sum + length, 8));
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
}
