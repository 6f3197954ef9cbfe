import { platform } from '#platform';
import type { WeightsSource } from '../weights/weights-file.js';
import type { Combination } from './combination.js';
import { Lanes } from './lanes.js';
import { type Place, prepareProposer, type RunOptions, readProposalFile } from './load-proposer.js';
import { OnnxRegionVerifier } from './onnx-region-verifier.js';
import { PixelMemory } from './pixel-memory.js';
import type { Proposer } from './proposer.js';
import type { RegionVerifier } from './region-verifier.js';
import { readVerificationFile } from './verification-file.js';
import { Verifier } from './verifier.js';

/** What a photo goes through. */
export interface Networks {
  readonly model: Proposer;
  readonly verifier: Verifier | undefined;
}

/** Networks that are built, and loaded as often as they are opened. */
export interface Models {
  readonly openProposer: (place: Place) => Promise<Proposer>;
  readonly second:
    | { readonly open: (place: Place) => Promise<RegionVerifier>; readonly combination: Combination }
    | undefined;
}

/**
 * Reads and builds both stages.
 *
 * @param verification weights of the second stage; undefined where there is none
 * @throws InputError where a file is missing, damaged or of other networks
 */
export async function prepareModels(
  weights: WeightsSource | undefined,
  verification: WeightsSource | undefined,
  options: RunOptions,
): Promise<Models> {
  const [proposals, file] = await Promise.all([
    readProposalFile(weights),
    verification === undefined ? undefined : readVerificationFile(verification),
  ]);
  const second = file && {
    open: await OnnxRegionVerifier.prepare(file, options),
    combination: file.combination,
  };
  return { second, openProposer: await prepareProposer(proposals, options) };
}

/** Loads both stages, in the caller's thread by default. */
export async function openNetworks({ openProposer, second }: Models, place: Place): Promise<Networks> {
  const verifier = second && new Verifier(await second.open(place), second.combination);
  return { verifier, model: await openProposer(place) };
}

/** Pieces of work that a network has at once: while it is at one, the next waits in its thread, whatever JavaScript does. */
const DEPTH = 2;

/** How the networks of a crew run. */
export interface CrewPlace extends Pick<Place, 'threads'> {
  /** Whether each has a thread of its own, where there are threads: then JavaScript goes on beside them. */
  readonly apart: boolean;
}

/** Loads both stages several times; they work at once and look like one of each. */
export async function openCrew(
  { openProposer, second }: Models,
  size: number,
  { threads, apart }: CrewPlace,
): Promise<Networks> {
  const places = Array.from({ length: size }, () => ({
    threads,
    thread: apart ? platform.threads?.open() : undefined,
  }));
  const depth = apart && platform.threads ? DEPTH : 1;
  const regions = second && (await Promise.all(places.map((place) => second.open(place))));
  const models = await Promise.all(places.map((place) => openProposer(place)));
  const verifier = regions && new Verifier(verifierOf(regions, depth), second.combination);
  return { verifier, model: proposerOf(models, depth) };
}

/** Several as one. What each answers must not be overwritten by its next run. */
export function proposerOf(proposers: readonly Proposer[], depth = 1): Proposer {
  const lanes = lanesOf(proposers, depth);
  return {
    inFlight: lanes.lanes.length,
    ...memoryOf(depth),
    propose: (pixels, width, height) => lanes.use((proposer) => proposer.propose(pixels, width, height)),
    dispose: async () => void (await Promise.all(proposers.map((proposer) => proposer.dispose()))),
  };
}

function verifierOf(verifiers: readonly RegionVerifier[], depth: number): RegionVerifier {
  const lanes = lanesOf(verifiers, depth);
  const { side, context } = verifiers[0]!;
  return {
    ...{ side, context, inFlight: lanes.lanes.length, ...memoryOf(depth) },
    verify: (regions, count) => lanes.use((verifier) => verifier.verify(regions, count)),
    dispose: async () => void (await Promise.all(verifiers.map((verifier) => verifier.dispose()))),
  };
}

/** What works in threads is handed memory that they share. */
function memoryOf(depth: number): { readonly memory?: PixelMemory } {
  return depth > 1 ? { memory: new PixelMemory(true) } : {};
}

/** Each has its first piece of work before one has its second. */
function lanesOf<Network>(networks: readonly Network[], depth: number): Lanes<Network> {
  return new Lanes(Array.from({ length: depth }, () => networks).flat());
}
