/** How far one piece of long work is. */
export interface Progress {
  /** One more unit is done. */
  advance(note?: string): void;
  /** Says something beside the progress, as a warning. */
  tell(text: string): void;
  /** The work has ended, well or not. */
  stop(): void;
}

/** Who watches long work, and may stop it: a terminal, a page, or nobody. */
export interface Watch {
  /** Aborted where the work is to stop, with what it has done kept. */
  readonly signal?: AbortSignal | undefined;
  /** A piece of work begins: `total` units, of which `before` were done by an earlier run. */
  start(total: number, unit: string, before?: number): Progress;
  /** Says something that belongs to no piece of work. */
  tell(text: string): void;
}

/** Nobody watches. */
export const UNWATCHED: Watch = {
  start: () => ({ advance: () => undefined, tell: () => undefined, stop: () => undefined }),
  tell: () => undefined,
};
