/** Two things that may be one, and what that costs: below the price of leaving both alone, which is 0. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  readonly cost: number;
}

/** A group of more is matched greedily: the best assignment's time grows with the cube of their number. */
const LARGEST = 60;

/**
 * Matches things one to one at the least cost. Groups that no pair connects are solved apart from each other, so that a
 * crowd costs little more than its densest knot.
 *
 * @param pairs all that may be matched, of negative cost; the same two at most once
 */
export function assign(pairs: readonly Pair[]): Pair[] {
  return groupsOf(pairs).flatMap((group) => {
    if (group.length === 1) return group;
    const lefts = [...new Set(group.map(({ left }) => left))].sort(ascending);
    const rights = [...new Set(group.map(({ right }) => right))].sort(ascending);
    return Math.max(lefts.length, rights.length) > LARGEST ? greedy(group) : cheapest(group, lefts, rights);
  });
}

/** The cheapest pair first, then the cheapest of what is left. */
function greedy(pairs: readonly Pair[]): Pair[] {
  const [lefts, rights] = [new Set<number>(), new Set<number>()];
  return [...pairs]
    .sort((a, b) => a.cost - b.cost || a.left - b.left || a.right - b.right)
    .filter(({ left, right }) => {
      if (lefts.has(left) || rights.has(right)) return false;
      lefts.add(left);
      rights.add(right);
      return true;
    });
}

const ascending = (a: number, b: number) => a - b;

/** Pairs that hang together, by union and find. */
function groupsOf(pairs: readonly Pair[]): Pair[][] {
  const parents = new Map<number, number>();
  // Left things have numbers from 0 on, right ones below.
  const rootOf = (of: number): number => {
    let root = of;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    for (let at = of; at !== root; ) {
      const next = parents.get(at)!;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { left, right } of pairs) {
    const [a, b] = [rootOf(left), rootOf(-1 - right)];
    if (a !== b) parents.set(a, b);
  }
  const groups = new Map<number, Pair[]>();
  for (const pair of pairs) {
    const root = rootOf(pair.left);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [pair]);
    else group.push(pair);
  }
  return [...groups.values()];
}

/**
 * The assignment of least cost: shortest augmenting paths. Each left thing has a place of its own, of cost 0, where it is
 * left alone. Source: Jonker, Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
 * problems", Computing 38, 1987.
 */
function cheapest(group: readonly Pair[], lefts: readonly number[], rights: readonly number[]): Pair[] {
  const [rows, columns] = [lefts.length, rights.length + lefts.length];
  const costs = new Float64Array(rows * columns).fill(Number.POSITIVE_INFINITY);
  const pairOf = new Map<number, Pair>();
  const [rowOf, columnOf] = [lefts, rights].map((ids) => new Map(ids.map((id, index) => [id, index])));
  for (const pair of group) {
    const at = rowOf!.get(pair.left)! * columns + columnOf!.get(pair.right)!;
    costs[at] = pair.cost;
    pairOf.set(at, pair);
  }
  for (let row = 0; row < rows; row++) costs[row * columns + rights.length + row] = 0;
  const rowIn = augment(costs, rows, columns);
  return rights.flatMap((_, column) => pairOf.get(rowIn[column]! * columns + column) ?? []);
}

/** The row of each column, -1 where it has none. Each row has a column of its own of finite cost. */
function augment(costs: Float64Array, rows: number, columns: number): Int32Array {
  const rowIn = new Int32Array(columns).fill(-1);
  const rowPrices = new Float64Array(rows);
  const columnPrices = new Float64Array(columns);
  const [distances, from, done] = [new Float64Array(columns), new Int32Array(columns), new Uint8Array(columns)];
  for (let row = 0; row < rows; row++) {
    distances.fill(Number.POSITIVE_INFINITY);
    from.fill(-1);
    done.fill(0);
    let [at, last, reached] = [row, -1, 0];
    do {
      let next = -1;
      for (let column = 0; column < columns; column++) {
        if (done[column] === 1) continue;
        const reduced = reached + costs[at * columns + column]! - rowPrices[at]! - columnPrices[column]!;
        if (reduced < distances[column]!) {
          distances[column] = reduced;
          from[column] = last;
        }
        if (next < 0 || distances[column]! < distances[next]!) next = column;
      }
      done[next] = 1;
      last = next;
      reached = distances[next]!;
      at = rowIn[next]!;
    } while (at >= 0);
    for (let column = 0; column < columns; column++) {
      if (done[column] === 0 || column === last) continue;
      columnPrices[column]! += distances[column]! - reached;
      rowPrices[rowIn[column]!]! += reached - distances[column]!;
    }
    rowPrices[row]! += reached;
    for (let column = last; column >= 0; column = from[column]!) {
      const before = from[column]!;
      rowIn[column] = before < 0 ? row : rowIn[before]!;
    }
  }
  return rowIn;
}
