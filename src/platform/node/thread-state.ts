/**
 * What a thread of sessions and whoever ends the process tell each other, in shared memory: a thread that is ended within a run
 * takes the whole process down with it.
 */
const RUNNING = 0;
const ENDING = 1;

/** Longest wait for runs that are under way, in milliseconds. */
const PATIENCE = 10_000;

export type ThreadState = Int32Array;

const states = new Set<ThreadState>();

/** A state of a thread that is waited for when the process ends, until it is dropped. */
export function watchState(): ThreadState {
  if (states.size === 0) process.on('exit', endAll);
  const state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  states.add(state);
  return state;
}

export function dropState(state: ThreadState): void {
  states.delete(state);
  if (states.size === 0) process.off('exit', endAll);
}

function endAll(): void {
  for (const state of states) Atomics.store(state, ENDING, 1);
  for (const state of states) Atomics.wait(state, RUNNING, 1, PATIENCE);
}

/** In the thread: does what must not be cut short; once the process ends, nothing is begun any more. */
export async function uncut<Result>(state: ThreadState, run: () => Promise<Result>): Promise<Result> {
  Atomics.store(state, RUNNING, 1);
  if (Atomics.load(state, ENDING) === 1) {
    stopped(state);
    return new Promise(() => {});
  }
  try {
    return await run();
  } finally {
    stopped(state);
  }
}

function stopped(state: ThreadState): void {
  Atomics.store(state, RUNNING, 0);
  Atomics.notify(state, RUNNING);
}
