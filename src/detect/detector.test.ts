import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { InputError } from '../errors/errors.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';
import { createDetector, Detector } from './detector.js';
import { SHIPPED_WEIGHTS } from './load-proposer.js';
import { proposerOf } from './networks.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';

const BOX = { x: 40, y: 30, width: 12, height: 16 };
const photo = paintRectangles(200, 100, [BOX]);

const rejects = (call: Promise<unknown>, message: RegExp) =>
  assert.rejects(call, (error: Error) => error instanceof InputError && message.test(error.message));

test('pixels and the bytes of a file give the same face', async () => {
  const detector = new Detector(new BrightRectangles());
  const png = await sharp(photo.data, { raw: { width: 200, height: 100, channels: 3 } })
    .png()
    .toBuffer();
  for (const source of [photo, png, new Uint8Array(png)]) {
    const { width, height, faces } = await detector.detect(source);
    assert.deepEqual([width, height, faces.length], [200, 100, 1]);
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      assert.ok(Math.abs(faces[0]!.box[side] - BOX[side]) < 1e-3, side);
    }
    assert.ok(Math.abs(faces[0]!.score - 0.9) < 1e-6);
  }
  await detector.dispose();
});

test('options of a call go before the detector’s, and undefined is no option', async () => {
  const detector = new Detector(new BrightRectangles(), { minFace: 50 });
  assert.equal((await detector.detect(photo)).faces.length, 0);
  assert.equal((await detector.detect(photo, { minFace: undefined })).faces.length, 0);
  assert.equal((await detector.detect(photo, { minFace: 10 })).faces.length, 1);
});

test('calls that overlap take turns at the network, and dispose waits for them', async () => {
  const model = new BrightRectangles();
  const propose = model.propose.bind(model);
  let running = 0;
  model.propose = async (...input) => {
    assert.equal(++running, 1);
    assert.equal(model.disposed, false);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return propose(...input);
  };
  const detector = new Detector(model);
  const png = await sharp(photo.data, { raw: { width: 200, height: 100, channels: 3 } })
    .png()
    .toBuffer();
  const calls = [detector.detect(png), detector.detect(photo), detector.detect(png)];
  await detector.dispose();
  assert.equal(model.disposed, true);
  for (const { faces } of await Promise.all(calls)) assert.equal(faces.length, 1);
  await detector.dispose();
  await assert.rejects(detector.detect(photo), /disposed/);
});

test('networks in parallel look at a photo each, and are freed together', async () => {
  const models = [new BrightRectangles(), new BrightRectangles()];
  let [running, most] = [0, 0];
  for (const model of models) {
    const propose = model.propose.bind(model);
    model.propose = async (...input) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return propose(...input);
    };
  }
  const detector = new Detector(proposerOf(models));
  const found = await Promise.all([1, 2, 3, 4].map(() => detector.detect(photo)));
  assert.ok(found.every(({ faces }) => faces.length === 1));
  assert.equal(most, 2);
  assert.ok(models.every(({ inputs }) => inputs.length > 0));
  await detector.dispose();
  assert.ok(models.every(({ disposed }) => disposed));
});

test('a failed call does not hold up the next', async () => {
  const detector = new Detector(new BrightRectangles());
  const failed = detector.detect(photo, { signal: AbortSignal.abort(new Error('no')) });
  const next = detector.detect(photo);
  await assert.rejects(failed, /^Error: no$/);
  assert.equal((await next).faces.length, 1);
});

test('wrong options and pixels are named', async () => {
  const detector = new Detector(new BrightRectangles());
  await rejects(detector.detect(photo, { threshold: 2 }), /^threshold: expected a number from 0 to 1, received 2$/);
  await rejects(detector.detect(photo, { maxSide: 1.5 }), /^maxSide: expected a whole number/);
  // @ts-expect-error: what a caller without types may write
  await rejects(detector.detect(photo, { treshold: 0.5 }), /^treshold: no such option$/);
  await rejects(detector.detect({ ...photo, width: 201 }), /^image\.data\.length: expected width · height · 3 bytes/);
  await rejects(detector.detect({ ...photo, height: 0 }), /^image\.height: expected at least 1 pixel, received 0$/);
  // @ts-expect-error: what a caller without types may write
  await rejects(detector.detect(undefined), /^photo: expected a path, a URL, a Blob, .* received undefined\.$/);
  await rejects(createDetector({ tile: 1000 }), /^tile: expected a multiple of 32, received 1000$/);
  await rejects(createDetector({ weights: 'no/such/file.safetensors' }), /no\/such\/file\.safetensors/);
});

test('a photo may come as a file: URL, a Blob and an ArrayBuffer; nothing is fetched', async () => {
  const detector = new Detector(new BrightRectangles());
  const { data, width, height } = photo;
  const png = Uint8Array.from(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
  const { faces } = await detector.detect(png);
  for (const source of [new Blob([png]), png.buffer]) {
    assert.deepEqual((await detector.detect(source)).faces, faces);
  }
  const file = new URL('../../docs/portraits.jpg', import.meta.url);
  const portraits = await detector.detect(file, { minFace: 1000 });
  assert.deepEqual(portraits, await detector.detect(fileURLToPath(file), { minFace: 1000 }));
  await assert.rejects(detector.detect(new URL('https://localhost/a.jpg')), {
    name: 'InputError',
    message: /^https:.*: expected a file: URL.*give its bytes\.$/,
  });
  await detector.dispose();
});

test('however many calls there are at once, few photos are in memory', async () => {
  const { data, width, height } = photo;
  const png = Uint8Array.from(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
  let open = 0;
  let most = 0;
  class Counted extends Blob {
    override arrayBuffer() {
      most = Math.max(most, ++open);
      return super.arrayBuffer();
    }
  }
  const detector = new Detector(new BrightRectangles());
  const calls = Array.from({ length: 60 }, () => detector.detect(new Counted([png])).finally(() => open--));
  const found = await Promise.all(calls);
  // A call's end is told a moment after the next photo was let in.
  assert.ok(most <= 3, `${most} were`);
  assert.ok(found.every(({ faces }) => faces.length === 1));
  await detector.dispose();
});

test('a network that gives no numbers fails, and so do damaged weights', async () => {
  for (const [name, value] of [
    ['scores', Number.NaN],
    ['boxes', Number.POSITIVE_INFINITY],
  ] as const) {
    const model = new BrightRectangles();
    const propose = model.propose.bind(model);
    model.propose = async (...input) => {
      const maps = await propose(...input);
      maps.at(-1)![name][0] = value;
      return maps;
    };
    const detector = new Detector(model);
    await rejects(detector.detect(photo), /^The proposal network gives numbers that are none .*the CPU\.$/);
    await detector.dispose();
  }
  const shipped = await readFile(SHIPPED_WEIGHTS);
  const { tensors, metadata } = decodeSafetensors(shipped, 'weights');
  const [name, first] = [...tensors][0]!;
  const data = first.data.slice();
  data[0] = Number.NaN;
  const damaged = encodeSafetensors(new Map([...tensors, [name, { ...first, data }]]), metadata);
  await rejects(
    createDetector({ weights: damaged }),
    /^the weights given as bytes: .* has numbers that are none .*\.$/,
  );
});

test('the least height counts for the boxes that are reported, after the second stage has moved them', async () => {
  const detector = await createDetector({ threads: 2 });
  const source = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
  const { faces } = await detector.detect(source, { maxSide: 640 });
  const tall = await detector.detect(source, { maxSide: 640, minFace: 14 });
  assert.deepEqual(
    tall.faces,
    faces.filter(({ box }) => box.height >= 14),
  );
  assert.ok(tall.faces.length > 0 && tall.faces.length < faces.length);
  await detector.dispose();
});
