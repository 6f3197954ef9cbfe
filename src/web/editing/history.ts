/** A value with what it was before, and what it was before that was undone. */
export interface History<Value> {
  readonly value: Value;
  readonly past: readonly Value[];
  readonly future: readonly Value[];
}

/** Steps that can be undone: regions are shared between them, so that each costs a list. */
const STEPS = 200;

export function beginHistory<Value>(value: Value): History<Value> {
  return { value, past: [], future: [] };
}

export function step<Value>({ value: before, past }: History<Value>, value: Value): History<Value> {
  return { value, past: [...past, before].slice(-STEPS), future: [] };
}

export function undo<Value>(history: History<Value>): History<Value> {
  const value = history.past.at(-1);
  if (value === undefined) return history;
  return { value, past: history.past.slice(0, -1), future: [history.value, ...history.future] };
}

export function redo<Value>(history: History<Value>): History<Value> {
  const [value, ...future] = history.future;
  if (value === undefined) return history;
  return { value, past: [...history.past, history.value], future };
}
