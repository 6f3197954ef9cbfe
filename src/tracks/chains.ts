import { assign } from './assignment.js';
import { pairsWithinReach } from './distance.js';
import { predict, type State, start, update } from './motion-model.js';
import type { Observation, Shot } from './observation.js';

/** Detections of one face, in the order of time. */
export type Chain = Observation[];

/** A chain with what is known of its face after its last detection. */
interface Growing {
  readonly chain: Chain;
  state: State;
}

/** Seconds after which a chain that found no face ends; `joinChains` sees it go on later. */
const PATIENCE = 0.15;

/**
 * Links faces from frame to frame, surest first: those below `threshold` go on with the chains that no sure face took, and
 * begin new ones. Source of the two steps: Zhang et al., "ByteTrack", ECCV 2022.
 */
export function linkChains({ observations, times }: Shot, threshold: number): Chain[] {
  const chains: Chain[] = [];
  let growing: Growing[] = [];
  for (const [index, seen] of observations.entries()) {
    if (seen.length === 0) continue;
    const time = times[index]!;
    growing = growing.filter(({ chain }) => isRecent(chain.at(-1)!, index, time, observations, times));
    const sure = seen.filter(({ face }) => face.score >= threshold);
    const unsure = seen.filter(({ face }) => !(face.score >= threshold));
    const [unseen, left] = goOn(growing, sure, time);
    const [, leftUnsure] = goOn(unseen, unsure, time);
    for (const first of [...left, ...leftUnsure]) {
      const chain = [first];
      chains.push(chain);
      growing.push({ chain, state: start(first) });
    }
  }
  return chains;
}

/** Between frames that were far apart, a chain ends at the first that does not go on with it. */
function isRecent(last: Observation, index: number, time: number, seen: Shot['observations'], times: Shot['times']) {
  if (time - last.time <= PATIENCE) return true;
  const before = previous(seen, index);
  return before !== undefined && times[before]! <= last.time;
}

function previous(seen: Shot['observations'], index: number): number | undefined {
  for (let before = index - 1; before >= 0; before--) if (seen[before]!.length > 0) return before;
  return undefined;
}

/** Adds faces to the chains that expect them. Returns the chains and the faces that are left. */
function goOn(growing: readonly Growing[], seen: readonly Observation[], time: number): [Growing[], Observation[]] {
  const expectations = growing.map(({ state }) => predict(state, time));
  const matched = assign(pairsWithinReach(expectations, seen));
  for (const { left, right } of matched) {
    growing[left]!.chain.push(seen[right]!);
    growing[left]!.state = update(expectations[left]!, seen[right]!);
  }
  const [lefts, rights] = [new Set(matched.map(({ left }) => left)), new Set(matched.map(({ right }) => right))];
  return [growing.filter((_, index) => !lefts.has(index)), seen.filter((_, index) => !rights.has(index))];
}
