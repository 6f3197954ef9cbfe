import { performance } from 'node:perf_hooks';
import type { Proposer } from '../../src/detect/proposer.js';
import type { RegionVerifier } from '../../src/detect/region-verifier.js';
import type { Verifier } from '../../src/detect/verifier.js';

/** What each stage of a detection takes on the clock: networks by themselves, and the JavaScript around them. */
export class StageClock {
  #proposals = 0;
  #verification = 0;
  #second = 0;
  candidates = 0;

  reset(): void {
    [this.#proposals, this.#verification, this.#second, this.candidates] = [0, 0, 0, 0];
  }

  timedProposer(proposer: Proposer): Proposer {
    return {
      propose: async (pixels, width, height) => {
        const start = performance.now();
        const maps = await proposer.propose(pixels, width, height);
        this.#proposals += performance.now() - start;
        return maps;
      },
      dispose: () => proposer.dispose(),
    };
  }

  timedVerifier(network: RegionVerifier): RegionVerifier {
    return {
      side: network.side,
      context: network.context,
      verify: async (regions, count) => {
        const start = performance.now();
        const said = await network.verify(regions, count);
        this.#verification += performance.now() - start;
        this.candidates += count;
        return said;
      },
      dispose: () => network.dispose(),
    };
  }

  /** A second stage whose whole call is timed. */
  timedLook(verifier: Verifier): Verifier {
    const { verify } = verifier;
    verifier.verify = async (...call) => {
      const start = performance.now();
      const faces = await verify.apply(verifier, call);
      this.#second += performance.now() - start;
      return faces;
    };
    return verifier;
  }

  /** @param whole milliseconds of the detection */
  stages(whole: number): Record<string, number> {
    return {
      'proposals, network': this.#proposals,
      'proposals, around it (halving, decoding, suppression, vote)': whole - this.#second - this.#proposals,
      'second stage, network': this.#verification,
      'second stage, around it (regions, scores, suppression)': this.#second - this.#verification,
    };
  }
}
