import { DEFAULT_COMBINATION } from '../../src/detect/combination.js';
import { OnnxRegionVerifier } from '../../src/detect/onnx-region-verifier.js';
import { Verifier } from '../../src/detect/verifier.js';
import { GAN_PRESETS, type GanPresetName } from '../../src/networks/gan-presets.js';
import type { Weights } from '../../src/networks/parameters.js';
import { createRandom, uniform } from '../../src/random/random.js';
import { type Load, loadOf, sum } from '../batch/load.js';

/** Regions of the timed batch, and candidates of the photo. */
export const BATCH = 32;
export const CANDIDATES = 300;

const PHOTO = { width: 1024, height: 768 };
/** Seconds of timed batches, of which the fastest counts; and how long a photo may take to be measured at all. */
const LEAST_TIMED = 2;
const MOST_MEASURED = 10;

/** Seconds that the second stage takes. */
export interface VerificationTime {
  readonly batch: number;
  /** CPU time of that batch. */
  readonly processorSeconds: number;
  /** For the candidates of one photo, cut out of it and all. */
  readonly photo: number;
  /** Whether the photo was measured; otherwise it is what its batches would take. */
  readonly measured: boolean;
}

/** Times generator and discriminator as detection runs them; what regions show makes no difference to that. */
export async function timeVerification(
  weights: Weights,
  presetName: GanPresetName,
  threads: number,
): Promise<VerificationTime> {
  const preset = GAN_PRESETS[presetName];
  const combination = DEFAULT_COMBINATION;
  const network = await OnnxRegionVerifier.load(
    { file: presetName, weights, preset, context: 2, combination },
    { threads },
  );
  const verifier = new Verifier(network, combination);
  try {
    const regions = new Uint8Array(BATCH * 3 * network.side ** 2);
    await network.verify(regions.subarray(0, regions.length / BATCH), 1);
    const loads: Load[] = [];
    const verifyBatch = async () => void (await network.verify(regions, BATCH));
    while (sum(loads).seconds < LEAST_TIMED) loads.push(await loadOf(verifyBatch));
    const batch = Math.min(...loads.map(({ seconds }) => seconds));
    const processorSeconds = Math.min(...loads.map((load) => load.processorSeconds));
    const expected = (batch * CANDIDATES) / BATCH;
    if (expected > MOST_MEASURED) return { batch, processorSeconds, photo: expected, measured: false };
    const image = { ...PHOTO, data: new Uint8Array(PHOTO.width * PHOTO.height * 3) };
    const faces = candidates();
    const photo = await loadOf(async () => void (await verifier.verify(image, faces, { maxCandidates: CANDIDATES })));
    return { batch, processorSeconds, photo: photo.seconds, measured: true };
  } finally {
    await verifier.dispose();
  }
}

/** Small boxes all over the photo. */
function candidates() {
  const random = createRandom(1);
  return Array.from({ length: CANDIDATES }, () => {
    const size = uniform(random, 6, 20);
    const [x, y] = [uniform(random, 0, PHOTO.width - size), uniform(random, 0, PHOTO.height - size)];
    return { box: { x, y, width: size, height: size }, score: random() };
  });
}
