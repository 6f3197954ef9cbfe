import { answerCalls } from '../../src/browser/worker-calls.js';
import { createDetector, type Detector } from '../../src/detect/detector.js';
import type { Image } from '../../src/image/image.js';
import { ByteNetwork } from '../../src/kernels/byte-network.js';
import { type LoadedPeer, loadPeer } from '../../src/label/peer.js';
import { placeScaled } from '../../src/label/placement.js';
import { yunet } from '../../src/label/yunet.js';
import { readImage } from '../../src/platform/browser/read-image.js';
import { Session } from '../../src/runtime/session.js';

/** What one look of farface took in the worker: milliseconds, those in networks among them, and in how many runs. */
export interface Look {
  readonly wall: number;
  readonly networks: number;
  readonly runs: number;
  readonly faces: number;
}

export interface Race {
  /** Its address. */
  readonly photo: string;
  readonly threads: number;
}

let [networks, runs] = [0, 0];
const run = Session.prototype.run;
Session.prototype.run = async function (...call) {
  const began = performance.now();
  const found = await run.apply(this, call);
  networks += performance.now() - began;
  runs += 1;
  return found;
};
const runBytes = ByteNetwork.prototype.run;
ByteNetwork.prototype.run = function (...call) {
  const began = performance.now();
  const found = runBytes.apply(this, call);
  networks += performance.now() - began;
  runs += 1;
  return found;
};

/** Workers that ONNX Runtime starts here: its threads beside this one. */
let started = 0;
globalThis.Worker = class extends Worker {
  constructor(...made: ConstructorParameters<typeof Worker>) {
    super(...made);
    started += 1;
  }
};

let racers: { readonly detector: Detector; readonly peer: LoadedPeer; readonly image: Image } | undefined;

/**
 * Loads both, and the photo.
 *
 * @returns how many threads ONNX Runtime has beside this worker's own
 */
async function load({ photo, threads }: Race): Promise<number> {
  if (!globalThis.crossOriginIsolated)
    throw new Error('the page is not cross-origin isolated, so that there is one thread');
  const weights = { weights: '/proposals.safetensors', verificationWeights: '/verification.safetensors' };
  const detector = await createDetector({ ...weights, threads, device: 'cpu' });
  const peer = await loadPeer(yunet, '/yunet_n.onnx', { advice: '', threads });
  racers = { detector, peer, image: await readImage(photo) };
  return started;
}

async function lookAsFarface(): Promise<Look> {
  const { detector, image } = racers!;
  [networks, runs] = [0, 0];
  const began = performance.now();
  const { faces } = await detector.detect(image);
  return { wall: performance.now() - began, networks, runs, faces: faces.length };
}

/** Milliseconds that YuNet-n takes. */
async function lookAsYunet(): Promise<number> {
  const { peer, image } = racers!;
  const began = performance.now();
  await peer.look(image, placeScaled(image, 1, 32));
  return performance.now() - began;
}

/** What the page may ask of this worker. */
const functions = { load, lookAsFarface, lookAsYunet };
export type RaceFunctions = typeof functions;

// Before anything is awaited: what is posted until then would be lost.
answerCalls(functions);
