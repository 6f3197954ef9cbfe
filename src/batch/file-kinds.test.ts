import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { kindOf } from './file-kinds.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-kinds-'));
after(() => rm(folder, { recursive: true }));

test('videos are known by their first bytes whatever their names', async () => {
  const starts: Record<string, string> = {
    'mp4.dat': '\0\0\0\x20ftypisom',
    'matroska.bin': '\x1a\x45\xdf\xa3',
    'stream.ts': `${`G${'\0'.repeat(187)}`.repeat(3)}`,
    'empty.mkv': '',
  };
  for (const [name, start] of Object.entries(starts)) {
    await writeFile(join(folder, name), Buffer.from(start, 'latin1'));
    assert.equal(await kindOf(join(folder, name), name), 'video', name);
  }
});

test('text, sound and films of other kinds are not', async () => {
  const starts: Record<string, [string, unknown]> = {
    'code.ts': ['Greeting: '.repeat(80), 'harmless'],
    'film.avi': ['RIFF\0\0\0\0AVI LIST', { other: '.avi' }],
    'sound.wav': ['RIFF\0\0\0\0WAVEfmt ', { other: '.wav' }],
    'picture.bin': ['RIFF\0\0\0\0WEBPVP8 ', 'photo'],
  };
  for (const [name, [start, kind]] of Object.entries(starts)) {
    await writeFile(join(folder, name), Buffer.from(start, 'latin1'));
    assert.deepEqual(await kindOf(join(folder, name), name), kind, name);
  }
});
