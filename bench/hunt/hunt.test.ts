import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { huntLeaks } from './combinations.js';
import { hunt } from './hunter.js';
import { FACE, scene, secretPicture } from './marks.js';

/** One combination in so many: hundreds, in half a minute. */
const EVERY = 7;

test('a face and a secret hidden in a picture are in no redacted file', async (t) => {
  const { combinations, leaks, blind, refused } = await huntLeaks(EVERY);
  t.diagnostic(`${combinations} combinations, ${leaks.length} leaks, ${refused.length} refused`);
  assert.ok(combinations >= 500);
  assert.deepEqual(leaks, []);
  assert.deepEqual(blind, [], 'the hunter finds all of it before');
  assert.deepEqual(refused, []);
});

const covered = async () =>
  scene()
    .composite([{ input: { create: { ...FACE, channels: 3, background: 'black' } }, left: FACE.x, top: FACE.y }])
    .jpeg()
    .toBuffer();

test('the hunter finds nothing in a clean picture, and a face that is in plain view', async () => {
  const secret = await secretPicture();
  assert.deepEqual(await hunt(await covered(), secret), { face: false, secret: false });
  assert.deepEqual(await hunt(await scene().jpeg().toBuffer(), secret), { face: true, secret: false });
});

test('the hunter finds a secret in whatever encoding, and in another format', async () => {
  const secret = await secretPicture();
  const picture = await covered();
  const webp = await sharp(secret).webp({ quality: 60 }).toBuffer();
  const encodings: Record<string, Buffer> = {
    plain: secret,
    base64: Buffer.from(`"${secret.toString('base64')}"`),
    'base64 of base64': Buffer.from(`"${Buffer.from(secret.toString('base64')).toString('base64')}"`),
    hexadecimal: Buffer.from(`<${secret.toString('hex')}>`),
    'deflated hexadecimal digits': deflateSync(Buffer.from(secret.toString('hex'))),
    'UTF-16': Buffer.from(secret.toString('base64'), 'utf16le'),
    WebP: webp,
    'WebP as base64': Buffer.from(`"${webp.toString('base64')}"`),
    'the picture written anew': await sharp(secret).rotate(90).png().toBuffer(),
  };
  for (const [name, bytes] of Object.entries(encodings)) {
    assert.ok((await hunt(Buffer.concat([picture, bytes]), secret)).secret, name);
  }
});

test('the hunter finds a face that is in one frame alone, behind transparency, or in a thumbnail', async () => {
  const secret = await secretPicture();
  const [open, hidden] = [
    await scene().png().toBuffer(),
    await sharp(await covered())
      .png()
      .toBuffer(),
  ];
  const moving = await sharp([hidden, hidden, open], { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  assert.ok((await hunt(moving, secret)).face, 'the last frame');
  const behind = await sharp(open).ensureAlpha(0).png().toBuffer();
  assert.ok((await hunt(behind, secret)).face, 'transparency');
  const embedded = Buffer.concat([await covered(), await scene().flop().rotate(90).jpeg().toBuffer()]);
  assert.ok((await hunt(embedded, secret)).face, 'a second picture');
});
