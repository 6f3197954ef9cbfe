import { assign, type Pair } from './assignment.js';
import type { Chain } from './chains.js';
import { costOf, pairsWithinReach, reachOf } from './distance.js';
import { predict, type State, start, update } from './motion-model.js';
import type { Observation, Observations } from './observation.js';

/** What a second of not being seen costs, in distances of a face's size. */
const UNSEEN_COST = 0.5;

/** Shorter gaps are closed first: what was seen in a long one belongs into it. */
const ROUNDS = [0.25, 1];

/** A chain's ends, and when it begins and ends. */
interface Ends {
  readonly first: Observation;
  readonly last: Observation;
}

/**
 * Joins chains over gaps: the end of one and the beginning of another that expect each other, the one forward and the other
 * backward in time.
 *
 * @param gap seconds
 */
export function joinChains(chains: readonly Chain[], observations: Observations, gap: number): readonly Chain[] {
  return ROUNDS.reduce((joined, share) => joinWithin(joined, observations, share * gap), chains);
}

function joinWithin(chains: readonly Chain[], observations: Observations, gap: number): readonly Chain[] {
  const ends = chains.map(
    (chain): Ends => ({ first: observations.at(chain[0]!), last: observations.at(chain.at(-1)!) }),
  );
  const numbers = chains.map((_, index) => index);
  const byStart = numbers.toSorted((a, b) => ends[a]!.first.frame - ends[b]!.first.frame || a - b);
  const byEnd = numbers.toSorted((a, b) => ends[a]!.last.frame - ends[b]!.last.frame || a - b);
  const pairs: Pair[] = [];
  let open: { index: number; state: State }[] = [];
  let ended = 0;
  for (let at = 0; at < byStart.length; ) {
    const { first } = ends[byStart[at]!]!;
    for (; ended < byEnd.length && ends[byEnd[ended]!]!.last.frame < first.frame; ended++) {
      const index = byEnd[ended]!;
      open.push({ index, state: knownOf(chains[index]!, observations) });
    }
    open = open.filter(({ state }) => first.time - state.time <= gap);
    let next = at;
    while (next < byStart.length && ends[byStart[next]!]!.first.frame === first.frame) next++;
    const starting = byStart.slice(at, next).sort((a, b) => ends[a]!.first.x - ends[b]!.first.x || a - b);
    const expectations = open.map(({ state }) => predict(state, first.time));
    const seen = starting.map((index) => ends[index]!.first);
    for (const { left, right, cost } of pairsWithinReach(expectations, seen)) {
      const { index, state } = open[left]!;
      const back = costBack(ends[index]!.last, chains[starting[right]!]!, observations);
      const unseen = UNSEEN_COST * (first.time - state.time);
      if (back < 0) pairs.push({ left: index, right: starting[right]!, cost: cost + back + unseen });
    }
    at = next;
  }
  return follow(chains, assign(pairs.filter(({ cost }) => cost < 0)));
}

/** What is known of a face after all of a chain. */
function knownOf(chain: Chain, observations: Observations): State {
  let state = start(observations.at(chain[0]!));
  for (let at = 1; at < chain.length; at++) {
    const seen = observations.at(chain[at]!);
    state = update(predict(state, seen.time), seen);
  }
  return state;
}

/** How many detections tell where a face came from. */
const FIRST_ONES = 12;

/** As `pairsWithinReach` counts it, from the later chain back to the end of the earlier. */
function costBack(last: Observation, later: Chain, observations: Observations): number {
  const expected = predict(knownOf(later.slice(0, FIRST_ONES).reverse(), observations), last.time);
  return costOf(expected, last) - reachOf(expected);
}

function follow(chains: readonly Chain[], links: readonly Pair[]): Chain[] {
  const next = new Map(links.map(({ left, right }) => [left, right]));
  const later = new Set(next.values());
  return chains.flatMap((_, first) => {
    if (later.has(first)) return [];
    const whole: Chain = [];
    for (let at: number | undefined = first; at !== undefined; at = next.get(at))
      for (const id of chains[at]!) whole.push(id);
    return [whole];
  });
}
