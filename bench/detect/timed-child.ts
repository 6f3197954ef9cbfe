import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { Detector } from '../../src/detect/detector.js';
import { openProposer, readProposalFile } from '../../src/detect/load-proposer.js';
import { OnnxRegionVerifier } from '../../src/detect/onnx-region-verifier.js';
import type { PrecisionChoice } from '../../src/detect/precision.js';
import { readVerificationFile } from '../../src/detect/verification-file.js';
import { Verifier } from '../../src/detect/verifier.js';
import type { Face } from '../../src/geometry/face.js';
import type { Image } from '../../src/image/image.js';
import { reference } from '../peers/contestants.js';
import { StageClock } from './stage-clock.js';
import type { TimedTask, Timing } from './task.js';

/** One contestant in a process of its own: says `ready`, then answers each message with what one call took. */
const task = JSON.parse(process.argv[2]!) as TimedTask;
const image = await photoOfSize(task.photo, task.width, task.height);
const clock = new StageClock();
const detect = task.contestant === 'YuNet-n' ? await prepareYunet() : await prepareFarface();
process.on('message', async () => process.send!(await time()));
process.send!('ready');

async function time(): Promise<Timing> {
  clock.reset();
  const before = process.cpuUsage();
  const start = performance.now();
  const faces = await detect(image);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return {
    wall,
    processor: (user + system) / 1000,
    faces: faces.length,
    candidates: clock.candidates,
    stages: task.profile && task.contestant !== 'YuNet-n' ? clock.stages(wall) : undefined,
  };
}

async function prepareYunet(): Promise<(image: Image) => Promise<readonly Face[]>> {
  const yunet = await reference.prepare({ peers: task.peers, threads: task.threads });
  return (photo) => yunet.detect(photo);
}

async function prepareFarface(): Promise<(image: Image) => Promise<readonly Face[]>> {
  const precision: PrecisionChoice = task.contestant === 'farface' ? 'auto' : 'float32';
  const run = { threads: task.threads, precision };
  const file = await readVerificationFile();
  const network = clock.timedVerifier(await OnnxRegionVerifier.load(file, run));
  const proposer = clock.timedProposer(await openProposer(await readProposalFile(task.weights), run));
  const detector = new Detector(proposer, {}, clock.timedLook(new Verifier(network, file.combination)));
  return async (photo) => (await detector.detect(photo)).faces;
}

/** The photo cut and scaled to fill `width` × `height`. */
async function photoOfSize(path: string, width: number, height: number): Promise<Image> {
  const data = await sharp(path).rotate().resize(width, height).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return { width, height, data };
}
