/** Whose turn it is: what somebody waits for, or what a job has time for. */
export type Lane = 'now' | 'later';

/** After so many that somebody waits for comes one of a job's, however many more wait. */
const TURNS = 4;

interface Item {
  readonly pixels: number;
}

/** Pictures that wait, in the order in which they came; bounded by their pixels where somebody waits for them. */
export class WaitingLine<Task extends Item> {
  readonly #lanes: Record<Lane, Task[]> = { now: [], later: [] };
  #turns = 0;

  /** @param most pixels that may wait; one of any size may wait alone */
  constructor(private readonly most: number) {}

  get pictures(): number {
    return this.#lanes.now.length + this.#lanes.later.length;
  }

  /** Of what somebody waits for: jobs hold their own. */
  get pixels(): number {
    return this.#lanes.now.reduce((sum, { pixels }) => sum + pixels, 0);
  }

  fits(pixels: number): boolean {
    return this.#lanes.now.length === 0 || this.pixels + pixels <= this.most;
  }

  add(task: Task, lane: Lane): void {
    this.#lanes[lane].push(task);
  }

  /** Whether it was still waiting. */
  remove(task: Task): boolean {
    return Object.values(this.#lanes).some((lane) => {
      const at = lane.indexOf(task);
      if (at >= 0) lane.splice(at, 1);
      return at >= 0;
    });
  }

  /** The next one, where there is room for it. It is not overtaken by a smaller one. */
  take(fits: (pixels: number) => boolean): Task | undefined {
    const { now, later } = this.#lanes;
    const isLater = now.length === 0 || (later.length > 0 && this.#turns >= TURNS);
    const lane = isLater ? later : now;
    if (!lane[0] || !fits(lane[0].pixels)) return undefined;
    this.#turns = isLater ? 0 : this.#turns + 1;
    return lane.shift();
  }
}
