import { platform } from '#platform';
import { isVerified } from '../detect/combination.js';
import { Detector } from '../detect/detector.js';
import { openProposer, type ProposalFile, readProposalFile } from '../detect/load-proposer.js';
import { candidateRegions, isTiny, tinyCandidates } from '../detect/look-at.js';
import { tinyInputs } from '../detect/onnx-region-verifier.js';
import { cutTile } from '../detect/pixels.js';
import { tilesOf } from '../detect/tiles.js';
import type { VerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import type { Image } from '../image/image.js';
import { scaleImage } from '../image/scale.js';
import { HIGH_RESOLUTION } from '../networks/gan-presets.js';
import { observedProposals, observedVerification } from '../networks/observed-models.js';
import type { Range, Ranges } from '../networks/quantize-kernel.js';
import type { Seen } from '../networks/verification-model.js';
import { Session, tensor } from '../runtime/session.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
import { buildModel } from '../weights/weights-file.js';
import type { ActivationSample, Clipping } from './activation-sample.js';
import { Observation } from './observe.js';

/** Photos that ranges are taken from: more change them by little. */
export const CALIBRATION_PHOTOS = 48;

/** Longest side in pixels of what the network sees of a photo: all its activations are in memory at once. */
const LONGEST_SIDE = 1024;

/** Candidates of a photo that the second stage is shown. */
const REGIONS = 32;

/** Logits of scores that are to be told apart, whatever the photos show: lower ones are never heard. */
const LOGITS: Range = [-6, 5];

/** How the limits of a network's activations are set. */
export interface ClippingRule {
  /** Of most activations. */
  readonly fine: Clipping;
  /** Of those at strides of 16 and 32, where few cells see a face and many see none. */
  readonly coarse: Clipping;
}

export const DEFAULT_CLIPPING: ClippingRule = { fine: 'quantile', coarse: 'full' };

/** What activations were seen to be, from which ranges follow by any rule. */
export type Samples = ReadonlyMap<string, ActivationSample>;

export interface CalibrationOptions {
  /** Threads that the network may use; all cores by default. */
  readonly threads?: number | undefined;
  readonly watch?: Watch | undefined;
}

/** The ranges of a network by a rule. */
export function rangesOf(samples: Samples, rule: ClippingRule = DEFAULT_CLIPPING): Ranges {
  return Object.fromEntries([...samples].map(([name, sample]) => [name, rangeOf(name, sample, rule)]));
}

/** What comes out of the network is not clipped: the surest faces are the rarest values. */
function rangeOf(name: string, sample: ActivationSample, { fine, coarse }: ClippingRule): Range {
  if (name.endsWith('.box')) return sample.range('full');
  if (name.endsWith('.score')) return [LOGITS[0], Math.max(LOGITS[1], sample.range('full')[1])];
  return sample.range(isCoarse(name) ? coarse : fine);
}

/** At strides of 16 and 32, by the names that `proposalNetwork` gives. */
function isCoarse(name: string): boolean {
  return /^(stage|lateral|sum|branch)(16|32)\b/.test(name);
}

/**
 * Runs the proposal network over photos, as they are and half as large, as detection does.
 *
 * @param photos paths of picture files; they need no annotations
 * @throws InputError where none can be read, or the weights are another network's
 */
export async function observeProposalNetwork(
  { file, weights }: Pick<ProposalFile, 'file' | 'weights'>,
  photos: readonly string[],
  { threads, watch = UNWATCHED }: CalibrationOptions = {},
): Promise<Samples> {
  const session = await Session.create(
    buildModel(file, () => observedProposals(weights)),
    { threads },
  );
  const observation = new Observation();
  try {
    await eachPhoto(photos, watch, async (image) => {
      for (const part of [1, 2]) {
        const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height)) / part;
        const scaled = scaleImage(image, scale);
        const [tile] = tilesOf(scaled.width, scaled.height, LONGEST_SIDE, 0);
        const shape = [1, tile!.height, tile!.width, 3];
        await observation.run(session, { image: tensor(cutTile(scaled, tile!), shape) });
      }
    });
  } finally {
    await session.dispose();
  }
  return observation.samples;
}

/**
 * Runs the second stage over the candidates that proposals find in photos.
 *
 * @param photos paths of picture files
 * @param proposals the proposal network; the one that ships with farface by default
 * @throws InputError where none can be read or has candidates, or the weights are other networks'
 */
export async function observeSecondStage(
  { file, weights, preset, context, combination }: VerificationFile,
  photos: readonly string[],
  {
    threads,
    watch = UNWATCHED,
    proposals,
  }: CalibrationOptions & { readonly proposals?: ProposalFile | undefined } = {},
): Promise<Samples> {
  if (preset.discriminator.towers)
    throw new InputError(
      `${file}: its discriminator has two towers, which compute in float32 alone: there are no ranges.`,
    );
  const model = (seen: Seen) => buildModel(file, () => observedVerification(weights, preset, seen));
  const proposer = await openProposer(proposals ?? (await readProposalFile()), { threads });
  const detector = new Detector(proposer, { threshold: combination.minProposal });
  const session = await Session.create(model('regions'), { threads });
  const windows = preset.generator?.native ? await Session.create(model('windows'), { threads }) : undefined;
  const observation = new Observation();
  const place = { side: HIGH_RESOLUTION, context };
  try {
    await eachPhoto(photos, watch, async (image) => {
      const { faces } = await detector.detect(image);
      const boxes = faces.filter((face) => isVerified(face, combination)).map(({ box }) => box);
      // From the surest to the least sure.
      const step = Math.max(1, boxes.length / REGIONS);
      const chosen = Array.from({ length: Math.min(REGIONS, boxes.length) }, (_, i) => boxes[Math.floor(i * step)]!);
      const candidates = chosen.map((box) => ({ image, box }));
      const tiny = windows ? candidates.filter((one) => isTiny(one, context)) : [];
      const others = candidates.filter((one) => !tiny.includes(one));
      if (windows && tiny.length > 0) await observation.run(windows, tinyInputs(tinyCandidates(tiny, place)));
      if (others.length === 0) return;
      const shape = [others.length, HIGH_RESOLUTION, HIGH_RESOLUTION, 3];
      await observation.run(session, { regions: tensor(candidateRegions(others, place), shape) });
    });
  } finally {
    await Promise.all([detector.dispose(), session.dispose(), windows?.dispose()]);
  }
  if (observation.samples.size === 0)
    throw new InputError(
      'No candidates for the second stage in any of the photos: choose photos that show small faces.',
    );
  return observation.samples;
}

async function eachPhoto(
  photos: readonly string[],
  watch: Watch,
  look: (image: Image) => Promise<void>,
): Promise<void> {
  if (photos.length === 0) throw new InputError('No photos to calibrate by: name a folder of them.');
  const progress = watch.start(photos.length, 'photos');
  try {
    for (const photo of photos) {
      watch.signal?.throwIfAborted();
      await look(await platform.readImage(photo));
      progress.advance();
    }
  } finally {
    progress.stop();
  }
}
