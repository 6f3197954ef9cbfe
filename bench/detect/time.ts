import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TimedTask, Timing } from './task.js';

const WARM_UP_ROUNDS = 3;

/** Threads that spin for the next operation give up within this time: nobody is timed beside them. */
const PAUSE = 60;

/** What takes turns. */
export interface Turn<Result> {
  readonly name: string;
  run(): Promise<Result>;
}

/**
 * What each said over `repetitions` rounds. They take turns within a round, and start one further on in the next, so that
 * what else the machine does falls on all alike.
 */
export async function takeTurns<Result>(
  turns: readonly Turn<Result>[],
  repetitions: number,
  pause = PAUSE,
): Promise<Map<string, Result[]>> {
  const results = new Map(turns.map(({ name }) => [name, [] as Result[]]));
  for (let round = -WARM_UP_ROUNDS; round < repetitions; round++) {
    for (let turn = 0; turn < turns.length; turn++) {
      const { name, run } = turns[(turn + round + WARM_UP_ROUNDS) % turns.length]!;
      const result = await run();
      if (round >= 0) results.get(name)!.push(result);
      await sleep(pause);
    }
  }
  return results;
}

/** Times contestants, each in a process of its own, so that none pays for another's threads, memory or compiled code. */
export async function timeContestants(
  tasks: readonly TimedTask[],
  repetitions: number,
): Promise<Map<string, Timing[]>> {
  const children = tasks.map(start);
  try {
    for (const child of children) await answer(child);
    const turns = tasks.map(({ contestant }, index) => ({
      name: contestant,
      run: async () => {
        const timing = answer(children[index]!);
        children[index]!.send('go');
        return (await timing) as Timing;
      },
    }));
    return await takeTurns(turns, repetitions);
  } finally {
    for (const child of children) {
      child.removeAllListeners();
      child.kill();
    }
  }
}

function start(task: TimedTask): ChildProcess {
  const path = fileURLToPath(new URL(`timed-child${extname(import.meta.url)}`, import.meta.url));
  return fork(path, [JSON.stringify(task)]);
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) =>
      reject(new Error(`A contestant's process ended early: ${signal ?? code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
