import type { PixelMemory } from './pixel-memory.js';
import type { ProposalMap } from './proposals.js';

/** A network that proposes faces. */
export interface Proposer {
  /** Pictures that it takes at once; 1 by default. */
  readonly inFlight?: number;
  /** For pixels that are to be looked at, where some is better than other: what threads share need not be copied. */
  readonly memory?: PixelMemory;
  /**
   * Looks at `pixels`, RGB `[height, width, 3]`, 0 to 255, both sides multiples of 32.
   * The maps may be overwritten by the next run.
   */
  propose(pixels: Uint8Array, width: number, height: number): Promise<ProposalMap[]>;
  /** Frees the network's memory. */
  dispose(): Promise<void>;
}
