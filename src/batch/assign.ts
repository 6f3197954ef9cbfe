import { messageOf } from '../errors/errors.js';
import type { FailedInput, PhotoInput } from './inputs.js';

/** A photo with the file for its result, or what keeps it from having one. */
export type Task = FailedInput | (PhotoInput & { readonly output: string });

/**
 * Gives each photo the file for its result. All are given one in the same order in each run, the photos that an earlier
 * run did included: so that files whose names had to be numbered keep their numbers.
 *
 * @example
 * const { all } = await collectInputs(['photos/']);
 * const tasks = await assign(all, ({ relative }) => `results/${relative}`);
 * for (const task of tasks) console.log('error' in task ? task.error : task.output);
 */
export async function assign(
  inputs: readonly (PhotoInput | FailedInput)[],
  place: (photo: PhotoInput) => string | Promise<string>,
): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const input of inputs) {
    if ('error' in input) {
      tasks.push(input);
      continue;
    }
    try {
      tasks.push({ ...input, output: await place(input) });
    } catch (error) {
      tasks.push({ name: input.name, error: messageOf(error) });
    }
  }
  return tasks;
}
