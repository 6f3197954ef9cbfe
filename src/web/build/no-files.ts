/** Stands in for reading lines of files on a disk, which browsers have not: the page reads the text of a list as a whole. */

export const LONGEST_LINE = 0;

export function readLines(path: string): never {
  throw new Error(`${path}: pages cannot read files by their paths.`);
}
