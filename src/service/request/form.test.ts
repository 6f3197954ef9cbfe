import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormReader, keepInMemory } from './form.js';

const part = (header: string, body: string) => `--ab\r\n${header}\r\n\r\n${body}\r\n`;

async function read(...parts: string[]) {
  const reader = new FormReader('multipart/form-data; boundary=ab', keepInMemory);
  const body = Buffer.from(`${parts.join('')}--ab--\r\n`);
  for (let at = 0; at < body.length; at += 7) await reader.write(body.subarray(at, at + 7));
  return await reader.end();
}

const FIELD = part('Content-Disposition: form-data; name="recall"', 'highest');
const FILE = part(
  'Content-Disposition: form-data; name="picture"; filename="a.jpg"\r\nContent-Type: image/jpeg',
  'bytes',
);

test('fields and files are read as they come', async () => {
  const { fields, files } = await read(FIELD, FILE);
  assert.deepEqual(fields, [['recall', 'highest']]);
  assert.deepEqual(
    files.map(({ field, name, bytes }) => [field, name, Buffer.from(bytes).toString()]),
    [['picture', 'a.jpg', 'bytes']],
  );
});

test('a part whose name cannot be read is refused, never left out', async () => {
  const broken = [
    'Content-Disposition: attachment; name="recall"',
    'Content-Disposition: form-data',
    'Content-Dispositionform-data; name="recall"',
    'Content-Type: text/plain',
  ];
  for (const header of broken) {
    await assert.rejects(read(FILE, part(header, 'highest')), /multipart\/form-data/, header);
  }
});
