/**
 * Who is let in to work: many at a time, or one alone. A photo whose worker died is looked at alone, so that if it ends this
 * one, too, no other photo seems to have done it.
 */
export class Room {
  #inside = 0;
  /** Someone who is alone, or waits to be. */
  #alone = false;
  #empty: (() => void) | undefined;

  /** Lets one in among others; false where someone is alone. */
  enter(): boolean {
    if (this.#alone) return false;
    this.#inside += 1;
    return true;
  }

  /** Lets one in once all others have left; false where another one is alone already. Nobody else is let in from now on. */
  async enterAlone(): Promise<boolean> {
    if (this.#alone) return false;
    this.#alone = true;
    if (this.#inside > 0)
      await new Promise<void>((resolve) => {
        this.#empty = resolve;
      });
    return true;
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#inside > 0) return;
    this.#empty?.();
    this.#empty = undefined;
  }

  leaveAlone(): void {
    this.#alone = false;
  }
}
