import type { Detector } from '../../detect/detector.js';

/** The networks of a run, whose memory can be let go of while a video is written: coding large pictures takes as much. */
export class RunDetector {
  #detector: Promise<Detector> | undefined;

  /**
   * @param load loads them anew
   * @param rests whether nothing else may be looking meanwhile
   */
  constructor(
    private readonly load: () => Promise<Detector>,
    private readonly rests: boolean,
  ) {}

  /** Loaded where they are not. */
  get(): Promise<Detector> {
    this.#detector ??= this.load();
    return this.#detector;
  }

  /** Lets go of their memory until they are asked for again. */
  async rest(): Promise<void> {
    if (this.rests) await this.close();
  }

  async close(): Promise<void> {
    const detector = this.#detector;
    this.#detector = undefined;
    await (await detector?.catch(() => undefined))?.dispose();
  }
}
