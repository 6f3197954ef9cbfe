import { InputError } from '../errors/errors.js';

/**
 * The number of the frame that is shown at a time, or next to it: players and people round.
 *
 * @param time in seconds
 * @param times when each frame is shown, in order
 * @param where what errors call the place that says the time
 * @throws InputError where it lies before or after the video, or nothing is known of its frames
 */
export function frameAt(time: number, times: readonly number[], where: string): number {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined)
    throw new InputError(`${where}: says a time, whose frame only the video knows. Say the frame, by its number.`);
  const usual = times.length > 1 ? (last - first) / (times.length - 1) : 1;
  if (!(time >= first - usual && time <= last + usual))
    throw new InputError(`${where}: expected a time from ${seconds(first)} to ${seconds(last)} s, received ${time}.`);
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time - times[low - 1]! < times[low]! - time ? low - 1 : low;
}

function seconds(time: number): string {
  return time.toFixed(3);
}
