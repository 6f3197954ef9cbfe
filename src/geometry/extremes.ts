/**
 * The least and the largest of any number of values; `Math.min(...values)` fails where there are more of them than a call
 * may have arguments (about 120,000).
 *
 * @returns infinities where there are no values
 */
export function extremesOf(values: Iterable<number>): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
