import { Lanes } from '../../src/detect/lanes.js';
import type { Models } from '../../src/detect/networks.js';
import type { Proposer } from '../../src/detect/proposer.js';
import type { RegionVerifier } from '../../src/detect/region-verifier.js';

/** One run of a network. */
type Call =
  | { readonly stage: 'proposals'; readonly pixels: Uint8Array; readonly width: number; readonly height: number }
  | { readonly stage: 'second'; readonly regions: Uint8Array; readonly count: number };

/** Both stages of one thread. */
interface Pair {
  readonly proposer: Proposer;
  readonly verifier: RegionVerifier | undefined;
}

/** Pieces of work that a thread has at once, as in farface: the next one waits beside the network. */
const DEPTH = 2;

/** Keeps what networks were asked, so that they can be asked the same again with nothing around them. */
export class NetworkCalls {
  readonly #proposers: Proposer[] = [];
  readonly #verifiers: RegionVerifier[] = [];
  #calls: Call[] = [];

  /** Models whose runs are kept. */
  kept({ openProposer, second }: Models): Models {
    return {
      openProposer: async (place) => this.#keptProposer(await openProposer(place)),
      second: second && {
        ...second,
        open: async (place) => this.#keptVerifier(await second.open(place)),
      },
    };
  }

  /** Runs all that was kept once more, each thread as soon as it is free, and forgets it. */
  async again(): Promise<void> {
    const pairs = this.#proposers.map((proposer, thread): Pair => ({ proposer, verifier: this.#verifiers[thread] }));
    const lanes = new Lanes(Array.from({ length: DEPTH }, () => pairs).flat());
    const calls = this.#calls;
    this.#calls = [];
    await Promise.all(calls.map((call) => lanes.use((pair) => run(pair, call))));
  }

  #keptProposer(proposer: Proposer): Proposer {
    this.#proposers.push(proposer);
    return {
      propose: (pixels, width, height) => {
        this.#calls.push({ stage: 'proposals', pixels: shared(pixels), width, height });
        return proposer.propose(pixels, width, height);
      },
      dispose: () => proposer.dispose(),
    };
  }

  #keptVerifier(network: RegionVerifier): RegionVerifier {
    if (network.tiny) throw new Error('Runs of a network that draws windows are not kept by this benchmark.');
    this.#verifiers.push(network);
    return {
      side: network.side,
      context: network.context,
      verify: (regions, count) => {
        this.#calls.push({ stage: 'second', regions: shared(regions), count });
        return network.verify(regions, count);
      },
      dispose: () => network.dispose(),
    };
  }
}

async function run({ proposer, verifier }: Pair, call: Call): Promise<void> {
  if (call.stage === 'proposals') await proposer.propose(call.pixels, call.width, call.height);
  else await verifier!.verify(call.regions, call.count);
}

/** A copy in memory that threads share, which nothing has to copy again. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
