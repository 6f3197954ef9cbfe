/** Files that were found and not looked at, by what they are. */
export class PassedOver {
  readonly #kinds = new Map<string, number>();
  #example: string | undefined;

  /**
   * Counts one more.
   *
   * @param kind as it is to be told: an ending such as `.mp4`, or `broken links`
   * @param path of the file
   */
  add(kind: string, path: string): void {
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    this.#example ??= path;
  }

  get count(): number {
    return [...this.#kinds.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How many there are of each kind. */
  get kinds(): ReadonlyMap<string, number> {
    return this.#kinds;
  }

  /** As in `3 other files not looked at: .bmp, .mp4 (2), such as photos/a.bmp`; undefined where there are none. */
  get text(): string | undefined {
    const { count } = this;
    if (count === 0) return undefined;
    const kinds = [...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1));
    const list = kinds.map(([kind, each]) => (each > 1 ? `${kind} (${each})` : kind)).join(', ');
    return `${count} other file${count === 1 ? '' : 's'} not looked at: ${list}; such as ${this.#example}`;
  }
}
