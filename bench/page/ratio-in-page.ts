import { createDetector } from '../../src/detect/detector.js';
import { loadPeer } from '../../src/label/peer.js';
import { placeScaled } from '../../src/label/placement.js';
import { yunet } from '../../src/label/yunet.js';
import { readImage } from '../../src/platform/browser/read-image.js';
import { Session } from '../../src/runtime/session.js';

/** What one look took in the page, in milliseconds. */
export interface Look {
  readonly farface: number;
  /** Of that, what ONNX Runtime took, and of how many runs. */
  readonly networks: number;
  readonly runs: number;
  readonly yunet: number;
}

export interface Race {
  readonly photo: string;
  readonly threads: number;
  readonly rounds: number;
}

let networks = 0;
let runs = 0;
const run = Session.prototype.run;
Session.prototype.run = async function (...call) {
  const began = performance.now();
  const found = await run.apply(this, call);
  networks += performance.now() - began;
  runs += 1;
  return found;
};

/** farface and YuNet-n take turns with a photo, after each has had it a few times. */
export async function race({ photo, threads, rounds }: Race): Promise<{ looks: Look[]; faces: number }> {
  const weights = { weights: '/proposals.safetensors', verificationWeights: '/verification.safetensors' };
  const detector = await createDetector({ ...weights, threads, device: 'cpu' });
  const peer = await loadPeer(yunet, '/yunet_n.onnx', { advice: '', threads });
  const image = await readImage(photo);
  const placement = placeScaled(image, 1, 32);
  const looks: Look[] = [];
  let faces = 0;
  for (let round = -3; round < rounds; round++) {
    [networks, runs] = [0, 0];
    const began = performance.now();
    faces = (await detector.detect(image)).faces.length;
    const between = performance.now();
    const own = { networks, runs };
    await peer.look(image, placement);
    if (round >= 0) looks.push({ farface: between - began, ...own, yunet: performance.now() - between });
  }
  return { looks, faces };
}
