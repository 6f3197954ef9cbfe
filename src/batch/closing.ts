/** What a batch has opened, to be closed in the reverse order however the batch ends. */
export class Closing {
  readonly #steps: (() => Promise<unknown> | unknown)[] = [];

  /** Hands `opened` through, and closes it at the end. */
  add<Opened>(opened: Opened, close: (opened: Opened) => Promise<unknown> | unknown): Opened {
    this.#steps.push(() => close(opened));
    return opened;
  }

  /** Closes all, also where closing one fails. Throws the first error. */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
