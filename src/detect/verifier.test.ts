import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { InputError } from '../errors/errors.js';
import type { Face } from '../geometry/face.js';
import { TINY_PRESET, untrainedVerification } from '../networks/testing/untrained-verification.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { Detector } from './detector.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';
import { writeUntrainedVerification } from './testing/untrained-verification.js';
import { WhiteRegionVerifier } from './testing/white-region-verifier.js';
import { encodeVerificationFile, verificationFileOf } from './verification-file.js';
import { createVerifier, Verifier } from './verifier.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-verifier-'));
after(() => rm(folder, { recursive: true }));

/** White squares of 16 pixels, the left halves of the second and third, and black. */
const white = paintRectangles(200, 100, [
  { x: 10, y: 10, width: 16, height: 16 },
  { x: 50, y: 10, width: 8, height: 16 },
  { x: 120, y: 40, width: 20, height: 40 },
]);
const face = (x: number, y: number, side: number, score: number): Face => ({
  box: { x, y, width: side, height: side },
  score,
});
const WHOLE = face(10, 10, 16, 0.2);
const HALF = face(50, 10, 16, 0.6);
const BLACK = face(150, 10, 16, 0.9);
const TALL = face(120, 40, 40, 0.5);

const verifierOf = (network = new WhiteRegionVerifier(), weight = 1) =>
  new Verifier(network, { weight, bias: 0, lift: 0, boxWeight: 0.5, maxHeight: 32, minProposal: 0, maxProposal: 1 });
const nearly = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 0.04, `${actual}`);

test('looks at each small face and sorts by what both stages say; tall ones keep their score', async () => {
  const faces = await verifierOf().verify(white, [BLACK, HALF, TALL, WHOLE]);
  const faceAt = (face: Face) => faces.find(({ box }) => box === face.box)!;
  assert.deepEqual([faces[0]!.box, faces.at(-1)!.box], [WHOLE.box, BLACK.box]);
  nearly(faces[0]!.stages!.verification, 1);
  assert.equal(faces[0]!.stages!.proposal, 0.2);
  nearly(faceAt(HALF).score, 0.5);
  assert.deepEqual(faceAt(TALL), TALL);
});

test('weight and height of a call go before the file’s', async () => {
  const [first] = await verifierOf().verify(white, [WHOLE], { weight: 0 });
  assert.ok(Math.abs(first!.score - 0.2) < 1e-9);
  const [tall] = await verifierOf().verify(white, [TALL], { maxHeight: 40 });
  nearly(tall!.stages!.verification, 0.5);
  const [small] = await verifierOf().verify(white, [WHOLE], { maxHeight: 15 });
  assert.equal(small!.stages, undefined);
});

test('verified twice counts once', async () => {
  const verifier = verifierOf(new WhiteRegionVerifier(), 0.5);
  const once = await verifier.verify(white, [HALF, WHOLE]);
  assert.deepEqual(await verifier.verify(white, once), once);
});

/** Says of candidates of 16 pixels that the face, as large as they are, lies 4 pixels to the right. */
class MovingRegionVerifier extends WhiteRegionVerifier {
  override async verify(regions: Uint8Array, count: number) {
    const { faces } = await super.verify(regions, count);
    // Sides of 16 pixels span 17, whose middle is half a pixel further right and down.
    const raw = [45 / 16, 5 / 16, 5 * Math.log(17 / 16), 5 * Math.log(17 / 16)];
    return { faces, boxes: Float32Array.from({ length: 4 * count }, (_, index) => raw[index % 4]!) };
  }
}

test('a box lies between both stages’ boxes; what was verified twice moves once', async () => {
  const verifier = verifierOf(new MovingRegionVerifier());
  const xOf = async (boxWeight: number) => (await verifier.verify(white, [WHOLE], { boxWeight }))[0]!.box.x;
  nearly(await xOf(0), 10);
  nearly(await xOf(0.5), 12);
  nearly(await xOf(1), 14);
  const once = await verifier.verify(white, [WHOLE, HALF]);
  assert.deepEqual(once[0]!.stages!.proposalBox, WHOLE.box);
  assert.deepEqual(await verifier.verify(white, once), once);
  // None reaches over the photo's border.
  const [atBorder] = await verifier.verify(white, [face(184, 10, 16, 0.5)], { boxWeight: 1 });
  nearly(atBorder!.box.x + atBorder!.box.width, 200);
});

test('of faces that were moved onto one place the surer one stays', async () => {
  const verifier = verifierOf(new MovingRegionVerifier());
  // The tall face stays where it is, below the candidate that moves by 4 pixels: 12 of 16 columns, then all, are shared.
  const tall = face(28, 10, 16, 0.9);
  const call = { maxHeight: 15.9, boxWeight: 1 };
  const small = { ...face(24, 10, 15.8, 0.5) };
  assert.equal((await verifier.verify(white, [tall, small], { ...call, nms: 0.7 })).length, 1);
  assert.equal((await verifier.verify(white, [tall, small], { ...call, nms: 1 })).length, 2);
  assert.equal((await verifier.verify(white, [tall, small], { ...call, nms: 0.7, boxWeight: 0 })).length, 2);
});

test('goes in batches, the strongest first, up to maxCandidates', async () => {
  const network = new WhiteRegionVerifier();
  const faces = Array.from({ length: 100 }, (_, index) => face(index, 20, 8, (index + 1) / 101));
  const shares: number[] = [];
  const verified = await verifierOf(network).verify(white, faces, {
    maxCandidates: 70,
    onProgress: (share) => shares.push(share),
  });
  assert.deepEqual(network.batches, [32, 32, 6]);
  assert.deepEqual(shares, [32 / 70, 64 / 70, 1]);
  assert.equal(verified.length, 100);
  const left = verified.filter(({ stages }) => !stages).map(({ score }) => score);
  assert.deepEqual([left.length, Math.max(...left)], [30, 30 / 101]);
});

test('stops between two batches', async () => {
  const network = new WhiteRegionVerifier();
  const controller = new AbortController();
  const faces = Array.from({ length: 100 }, () => HALF);
  const call = verifierOf(network).verify(white, faces, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(call, /enough/);
  assert.deepEqual(network.batches, [32]);
});

test('in a detector: lifts a candidate over the threshold, drops another, and counts all in the score', async () => {
  const boxes = [
    { x: 20, y: 20, width: 12, height: 12 },
    { x: 80, y: 20, width: 12, height: 12 },
    { x: 20, y: 50, width: 40, height: 40 },
  ];
  const photo = paintRectangles(200, 100, boxes);
  // Proposals are .9 sure, or .15 where they are on the right; the second stage sees only the left one's white.
  const model = new BrightRectangles();
  const propose = model.propose.bind(model);
  model.propose = async (...input) => {
    const maps = await propose(...input);
    for (const { stride, columns, scores } of maps) {
      scores.forEach((score, cell) => {
        if ((cell % columns) * stride > 60 && score > 0) scores[cell] = score / 6;
      });
    }
    return maps;
  };
  const network = new WhiteRegionVerifier();
  const detector = new Detector(
    model,
    { threshold: 0.5 },
    new Verifier(network, {
      weight: 0.8,
      bias: 0,
      lift: 0,
      boxWeight: 0.5,
      maxHeight: 32,
      minProposal: 0.1,
      maxProposal: 1,
    }),
  );
  const shares: number[] = [];
  const { faces } = await detector.detect(photo, { onProgress: (share) => shares.push(share) });
  assert.deepEqual(
    faces.map(({ box }) => Math.round(box.x)).sort((a, b) => a - b),
    [20, 20, 80],
  );
  const lifted = faces.find(({ box }) => Math.round(box.x) === 80)!;
  assert.ok(Math.abs(lifted.stages!.proposal - 0.15) < 1e-6 && lifted.score > 0.5);
  assert.equal(faces.filter(({ stages }) => stages).length, 2);
  assert.ok(Math.abs(shares.at(-1)! - 1) < 1e-9);
  // Nothing is white enough any more.
  network.verify = async (_, count) => ({ faces: new Float32Array(count).fill(0.01) });
  assert.equal((await detector.detect(photo)).faces.length, 1);
  await detector.dispose();
  assert.equal(network.disposed, true);
});

test('which detectors have a second stage', () => {
  assert.equal(verificationFileOf({ verify: false, verificationWeights: 'a' }), undefined);
  assert.equal(verificationFileOf({ weights: 'own' }), undefined);
  assert.equal(verificationFileOf({ weights: 'own', verificationWeights: 'a' }), 'a');
  assert.match(verificationFileOf({ weights: 'own', verify: true })!, /weights.verification\.safetensors$/);
});

test('loads a file of weights, with a generator and without, and judges a photo file', async () => {
  const photo = join(folder, 'white.png');
  await sharp(white.data, { raw: { width: 200, height: 100, channels: 3 } }).toFile(photo);
  for (const preset of [TINY_PRESET, { ...TINY_PRESET, generator: null }]) {
    const file = join(folder, 'weights.safetensors');
    await writeUntrainedVerification(file, {
      preset,
      combination: { weight: 1, bias: 0, lift: 0, boxWeight: 0.5, maxHeight: 20, minProposal: 0, maxProposal: 1 },
    });
    const verifier = await createVerifier({ weights: file, threads: 1 });
    assert.deepEqual(verifier.combination, {
      weight: 1,
      bias: 0,
      lift: 0,
      boxWeight: 0.5,
      maxHeight: 20,
      minProposal: 0,
      maxProposal: 1,
    });
    const faces = await verifier.verify(photo, [WHOLE, HALF, BLACK, TALL]);
    const scores = faces.flatMap(({ stages }) => stages?.verification ?? []);
    assert.equal(new Set(scores).size, 3);
    assert.ok(scores.every((score) => score > 0 && score < 1));
    await verifier.dispose();
  }
});

test('a file with a box head moves boxes, one without leaves them', async () => {
  const preset = { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, box: true } };
  const combination = { weight: 0, bias: 0, lift: 0, boxWeight: 1, maxHeight: 20, minProposal: 0, maxProposal: 1 };
  const file = join(folder, 'boxes.safetensors');
  for (const given of [TINY_PRESET, preset]) {
    const weights = untrainedVerification(given);
    await writeFile(file, encodeVerificationFile({ weights, preset: given, context: 2, combination }));
    const verifier = await createVerifier({ weights: file, threads: 1 });
    const [tall, whole] = await verifier.verify(white, [WHOLE, TALL]);
    assert.deepEqual(tall, TALL);
    assert.deepEqual(whole!.stages!.proposalBox, given === preset ? WHOLE.box : undefined);
    assert.equal(whole!.box.x === WHOLE.box.x, given !== preset);
    await verifier.dispose();
  }
});

test('files and scores that are wrong are named', async () => {
  const file = join(folder, 'wrong.safetensors');
  const rejects = (message: RegExp) =>
    assert.rejects(
      createVerifier({ weights: file, threads: 1 }),
      (error: Error) => error instanceof InputError && error.message.startsWith(file) && message.test(error.message),
    );
  await rejects(/the weights of the second stage cannot be read/);
  await writeFile(file, encodeSafetensors(new Map()));
  await rejects(/expected weights of the second stage, but its kind is not given/);
  await writeUntrainedVerification(file, { kind: 'farface proposals' });
  await rejects(/its kind is farface proposals/);
  const later = { ...TINY_PRESET, generator: { ...TINY_PRESET.generator, invented: true } };
  await writeUntrainedVerification(file, { preset: later });
  await rejects(/, invented: no such option/);
  await writeUntrainedVerification(file, { context: -1 });
  await rejects(/, context: expected a number from/);
  await writeUntrainedVerification(file, {
    combination: { weight: 2, bias: 0, lift: 0, boxWeight: 0.5, maxHeight: 20, minProposal: 0, maxProposal: 1 },
  });
  await rejects(/, combination\.weight: expected a number from 0 to 1, received 2/);
  await writeUntrainedVerification(file, {
    preset: { ...TINY_PRESET, discriminator: { ...TINY_PRESET.discriminator, features: [8, 16, 16, 16, 32] } },
  });
  await rejects(/group5\.conv1.*the network needs/);
  await assert.rejects(verifierOf().verify(white, [face(0, 0, 8, 7)]), /^InputError: faces\.0\.score: .*received 7$/);
  await assert.rejects(verifierOf().verify(white, [], { weight: 7 }), /^InputError: weight: .*received 7$/);
});
