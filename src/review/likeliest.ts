/** The items with the highest scores of any number, sorted, the best first; of equal ones those that came first. */
export class Likeliest<Item extends { readonly score: number }> {
  readonly #items: Item[] = [];

  /** `most` is how many are kept, 1 at least. */
  constructor(readonly most: number) {}

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Whether an item with this score would be kept. Once it would not, it never will be. */
  wants(score: number): boolean {
    return this.#items.length < this.most || score > this.#items.at(-1)!.score;
  }

  add(item: Item): void {
    if (!this.wants(item.score)) return;
    const place = this.#items.findIndex(({ score }) => score < item.score);
    this.#items.splice(place < 0 ? this.#items.length : place, 0, item);
    this.#items.length = Math.min(this.#items.length, this.most);
  }
}
