import type { Chance } from './chance.js';

/** A form with a file, or nearly. @param own the field that the file belongs in @returns its type and its bytes */
export function multipart(
  picture: Buffer,
  fields: readonly (readonly [string, string])[],
  chance: Chance,
  own = 'picture',
): [string, Buffer] {
  const boundary = chance.is(0.9) ? 'bound' : chance.one(['', ' ', 'a'.repeat(80), '"', 'ü']);
  const name = chance.is(0.85) ? own : chance.one(['picture', 'video', 'file', '', 'picture"; x="', '__proto__']);
  const file = chance.one([
    'a.jpg',
    'b.jpg',
    'c.jpg',
    '../../a.jpg',
    '',
    'a\u0000.jpg',
    'a"b.jpg',
    '\u202egpj.a',
    'x'.repeat(1000),
  ]);
  const parts = fields.map(([key, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`),
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const end = chance.is(0.85) ? `\r\n--${boundary}--\r\n` : chance.one(['', '\r\n', `--${boundary}`, '\r\n--bou']);
  const many = chance.is(0.02)
    ? Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(5000))
    : Buffer.alloc(0);
  return [
    `multipart/form-data${chance.is(0.95) ? `; boundary=${boundary}` : ''}`,
    Buffer.concat([...parts, many, Buffer.from(head), picture, Buffer.from(end)]),
  ];
}
