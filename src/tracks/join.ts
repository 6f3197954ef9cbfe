import { assign, type Pair } from './assignment.js';
import type { Chain } from './chains.js';
import { costOf, pairsWithinReach, reachOf } from './distance.js';
import { predict, type State, start, update } from './motion-model.js';

/** What a second of not being seen costs, in distances of a face's size. */
const UNSEEN_COST = 0.5;

/** Shorter gaps are closed first: what was seen in a long one belongs into it. */
const ROUNDS = [0.25, 1];

/**
 * Joins chains over gaps: the end of one and the beginning of another that expect each other, the one forward and the other
 * backward in time.
 *
 * @param gap seconds
 */
export function joinChains(chains: readonly Chain[], gap: number): readonly Chain[] {
  return ROUNDS.reduce((joined, share) => joinWithin(joined, share * gap), chains);
}

function joinWithin(chains: readonly Chain[], gap: number): readonly Chain[] {
  const byStart = chains.map((_, index) => index).sort((a, b) => chains[a]![0]!.frame - chains[b]![0]!.frame || a - b);
  const byEnd = chains.map((_, index) => index).sort((a, b) => endOf(a) - endOf(b) || a - b);
  function endOf(index: number): number {
    return chains[index]!.at(-1)!.frame;
  }
  const pairs: Pair[] = [];
  let open: { index: number; state: State }[] = [];
  let ended = 0;
  for (let at = 0; at < byStart.length; ) {
    const first = chains[byStart[at]!]![0]!;
    for (; ended < byEnd.length && endOf(byEnd[ended]!) < first.frame; ended++) {
      open.push({ index: byEnd[ended]!, state: knownOf(chains[byEnd[ended]!]!) });
    }
    open = open.filter(({ state }) => first.time - state.time <= gap);
    let next = at;
    while (next < byStart.length && chains[byStart[next]!]![0]!.frame === first.frame) next++;
    const starting = byStart.slice(at, next).sort((a, b) => chains[a]![0]!.x - chains[b]![0]!.x || a - b);
    const expectations = open.map(({ state }) => predict(state, first.time));
    const seen = starting.map((index) => chains[index]![0]!);
    for (const { left, right, cost } of pairsWithinReach(expectations, seen)) {
      const { index, state } = open[left]!;
      const back = costBack(chains[index]!, chains[starting[right]!]!);
      const unseen = UNSEEN_COST * (first.time - state.time);
      if (back < 0) pairs.push({ left: index, right: starting[right]!, cost: cost + back + unseen });
    }
    at = next;
  }
  return follow(chains, assign(pairs.filter(({ cost }) => cost < 0)));
}

/** What is known of a face after all of a chain. */
function knownOf(chain: readonly Chain[number][]): State {
  return chain.slice(1).reduce((state, seen) => update(predict(state, seen.time), seen), start(chain[0]!));
}

/** How many detections tell where a face came from. */
const FIRST_ONES = 12;

/** As `pairsWithinReach` counts it, from the later chain back to the end of the earlier. */
function costBack(earlier: Chain, later: Chain): number {
  const last = earlier.at(-1)!;
  const expected = predict(knownOf(later.slice(0, FIRST_ONES).reverse()), last.time);
  return costOf(expected, last) - reachOf(expected);
}

function follow(chains: readonly Chain[], links: readonly Pair[]): Chain[] {
  const next = new Map(links.map(({ left, right }) => [left, right]));
  const later = new Set(next.values());
  return chains.flatMap((_, first) => {
    if (later.has(first)) return [];
    const whole: Chain = [];
    for (let at: number | undefined = first; at !== undefined; at = next.get(at)) whole.push(...chains[at]!);
    return [whole];
  });
}
