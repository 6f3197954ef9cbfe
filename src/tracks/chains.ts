import { assign } from './assignment.js';
import { pairsWithinReach } from './distance.js';
import { predict, type State, start, update } from './motion-model.js';
import type { Observation, Observations, Shot } from './observation.js';

/** The numbers of one face's detections in their shot, in the order of time. */
export type Chain = number[];

/** A chain with what is known of its face after its last detection. */
interface Growing {
  readonly chain: Chain;
  last: Observation;
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
  for (let index = 0; index < observations.frames; index++) {
    if (observations.countIn(index) === 0) continue;
    const seen = observations.inFrame(index);
    const time = times[index]!;
    growing = growing.filter(({ last }) => isRecent(last, index, time, observations, times));
    const sure = seen.filter(({ score }) => score >= threshold);
    const unsure = seen.filter(({ score }) => !(score >= threshold));
    const [unseen, left] = goOn(growing, sure, time);
    const [, leftUnsure] = goOn(unseen, unsure, time);
    for (const first of [...left, ...leftUnsure]) {
      const chain = [first.id];
      chains.push(chain);
      growing.push({ chain, last: first, state: start(first) });
    }
  }
  return chains;
}

/** Between frames that were far apart, a chain ends at the first that does not go on with it. */
function isRecent(last: Observation, index: number, time: number, seen: Observations, times: Shot['times']) {
  if (time - last.time <= PATIENCE) return true;
  const before = previous(seen, index);
  return before !== undefined && times[before]! <= last.time;
}

function previous(seen: Observations, index: number): number | undefined {
  for (let before = index - 1; before >= 0; before--) if (seen.countIn(before) > 0) return before;
  return undefined;
}

/** Adds faces to the chains that expect them. Returns the chains and the faces that are left. */
function goOn(growing: readonly Growing[], seen: readonly Observation[], time: number): [Growing[], Observation[]] {
  const expectations = growing.map(({ state }) => predict(state, time));
  const matched = assign(pairsWithinReach(expectations, seen));
  for (const { left, right } of matched) {
    const [one, found] = [growing[left]!, seen[right]!];
    one.chain.push(found.id);
    one.last = found;
    one.state = update(expectations[left]!, found);
  }
  const [lefts, rights] = [new Set(matched.map(({ left }) => left)), new Set(matched.map(({ right }) => right))];
  return [growing.filter((_, index) => !lefts.has(index)), seen.filter((_, index) => !rights.has(index))];
}
