import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { encodeProposalFile, loadProposer, openProposer, readProposalFile } from '../detect/load-proposer.js';
import { decodeProposals } from '../detect/proposals.js';
import { writeUntrainedWeights } from '../detect/testing/untrained-weights.js';
import { encodeVerificationFile, readVerificationFile, SHIPPED_VERIFICATION } from '../detect/verification-file.js';
import { createVerifier } from '../detect/verifier.js';
import { InputError } from '../errors/errors.js';
import { calibrateProposals, calibrateVerification } from './calibrate.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-calibrate-'));
after(() => rm(folder, { recursive: true }));
const photo = join(folder, 'photo.png');
const crowd = 'node_modules/@vladmandic/face-api/demo/sample5.jpg';
await sharp(crowd).resize(640, 480).toFile(photo);
const { data, info } = await sharp(photo).removeAlpha().raw().toBuffer({ resolveWithObject: true });
const image = { width: info.width, height: info.height, data };
const options = { photos: [photo], threads: 1 };

test('weights of one’s own compute in 8 bits once they are calibrated, and say nearly the same', async () => {
  const own = join(folder, 'own.safetensors');
  await writeUntrainedWeights(own);
  await assert.rejects(loadProposer({ weights: own, precision: 'int8' }), /states no ranges/);
  const { file } = await calibrateProposals(options, own);
  const calibrated = join(folder, 'calibrated.safetensors');
  await writeFile(calibrated, encodeProposalFile(file));
  const read = await readProposalFile(calibrated);
  assert.deepEqual([...read.weights], [...file.weights], 'weights stay float32');
  const proposer = await openProposer(read, { threads: 1, precision: 'int8' });
  const maps = await proposer.propose(image.data, image.width, image.height);
  assert.ok(maps.every((map) => 'answers' in map));
  // An untrained network thinks every cell about as likely.
  assert.ok(decodeProposals(maps, 0.005, 0.4).count > 0);
  await proposer.dispose();
});

test('both stages that ship find the same faces in 8 bits as in float32', async () => {
  const proposals = await calibrateProposals(options);
  const both = await Promise.all(
    (['int8', 'float32'] as const).map(async (precision) => {
      const proposer = await openProposer(proposals.file, { threads: 1, precision });
      const maps = await proposer.propose(image.data, image.width, image.height);
      const faces = decodeProposals(maps, 0.5, 0.4).faces();
      await proposer.dispose();
      return faces.sort((a, b) => a.box.x - b.box.x);
    }),
  );
  const [bytes, floats] = both as [(typeof both)[0], (typeof both)[0]];
  assert.ok(floats.length > 0);
  assert.equal(bytes.length, floats.length);
  for (const [i, { box, score }] of floats.entries()) {
    assert.ok(Math.abs(bytes[i]!.score - score) < 0.1, `${bytes[i]!.score}, ${score}`);
    assert.ok(Math.abs(bytes[i]!.box.x - box.x) < 0.05 * box.width + 1);
  }

  const faces = floats.map((face, i) => ({ ...face, score: 0.3 + (0.4 * i) / floats.length }));
  const verification = await calibrateVerification(options, undefined, proposals.file);
  const weights = join(folder, 'verification.safetensors');
  await writeFile(weights, encodeVerificationFile(verification.file));
  const read = await readVerificationFile(weights);
  assert.deepEqual([...read.weights], [...(await readVerificationFile(SHIPPED_VERIFICATION)).weights]);
  const said = await Promise.all(
    (['int8', 'float32'] as const).map(async (precision) => {
      const verifier = await createVerifier({ weights, threads: 1, precision });
      const found = await verifier.verify(image, faces, { maxHeight: 1000, nms: 1, boxWeight: 0 });
      await verifier.dispose();
      return new Map(found.map(({ box, stages }) => [box.x, stages?.verification ?? Number.NaN]));
    }),
  );
  for (const [x, probability] of said[1]!)
    assert.ok(Math.abs(said[0]!.get(x)! - probability) < 0.1, `${said[0]!.get(x)}, ${probability}`);
});

test('without photos, or without candidates in them, nothing is calibrated', async () => {
  await assert.rejects(calibrateProposals({ photos: [] }), /No photos to calibrate by/);
  const black = join(folder, 'black.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: 'black' } }).toFile(black);
  await assert.rejects(
    calibrateVerification({ photos: [black], threads: 1 }),
    (error: Error) => error instanceof InputError && /No candidates/.test(error.message),
  );
});
