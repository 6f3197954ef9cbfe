import { digestOf } from './digest.js';
import { type Candidate, candidateRegions, isTiny, tinyCandidates } from './look-at.js';
import type { RegionVerifier } from './region-verifier.js';

/**
 * What the second stage said of candidates, so that looking at a photo again asks it only about what changed: a candidate whose
 * box is the same to the last bit, and of which it sees the same to the last bit, has the answer that it had. Of one detector.
 */
export class SeenRegions<Answer> {
  readonly #answers = new Map<string, Answer>();

  /**
   * The answers for candidates, in their order.
   *
   * @param look asks about those that are not known, in the order in which they are given
   */
  async answersOf(
    candidates: readonly Candidate[],
    network: RegionVerifier,
    look: (unknown: readonly Candidate[]) => Promise<readonly Answer[]>,
  ): Promise<Answer[]> {
    const keys = await Promise.all(candidates.map((candidate) => keyOf(candidate, network)));
    const known = keys.map((key) => (key === undefined ? undefined : this.#answers.get(key)));
    const unknown = candidates.filter((_, index) => known[index] === undefined);
    const said = unknown.length > 0 ? [...(await look(unknown))] : [];
    return keys.map((key, index) => {
      const answer = known[index] ?? said.shift()!;
      if (key !== undefined) this.#answers.set(key, answer);
      return answer;
    });
  }
}

/** All that an answer depends on; undefined where there is no digest. */
async function keyOf(candidate: Candidate, network: RegionVerifier): Promise<string | undefined> {
  const { x, y, width, height } = candidate.box;
  const tiny = network.tiny !== undefined && isTiny(candidate, network.context);
  // Where the region lies in the window follows from the box.
  const seen = tiny ? tinyCandidates([candidate], network) : { regions: candidateRegions([candidate], network) };
  const digests = await Promise.all([seen.regions, ...('windows' in seen ? [seen.windows] : [])].map(digestOf));
  return digests.includes(undefined) ? undefined : [x, y, width, height, tiny, ...digests].join();
}
