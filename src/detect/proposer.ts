import type { ProposalMap } from './proposals.js';

/** A network that proposes faces. */
export interface Proposer {
  /**
   * Looks at `pixels`, RGB `[height, width, 3]`, 0 to 255, both sides multiples of 32.
   * The maps may be overwritten by the next run.
   */
  propose(pixels: Uint8Array, width: number, height: number): Promise<ProposalMap[]>;
  /** Frees the network's memory. */
  dispose(): Promise<void>;
}
