import type { Tensor } from '../graph/index.js';
import { ByteNetwork } from '../kernels/byte-network.js';
import type { AnswerCode } from '../networks/int8-proposal-model.js';
import { byteMaps } from './int8-proposer.js';
import type { ProposalMap } from './proposals.js';
import type { Proposer } from './proposer.js';

/** The proposal network in 8 bits by farface's own kernels: the bytes of `Int8Proposer`, faster where there is one thread. */
export class KernelProposer implements Proposer {
  #network: ByteNetwork | undefined;

  private constructor(
    network: ByteNetwork,
    private readonly codes: ReadonlyMap<number, AnswerCode>,
    private readonly breathe: () => Promise<void>,
  ) {
    this.#network = network;
  }

  /** Loads the graph of `int8ProposalGraph`; `breathe` is awaited after each run. */
  static async load(
    outputs: Readonly<Record<string, Tensor>>,
    codes: ReadonlyMap<number, AnswerCode>,
    breathe: () => Promise<void>,
  ): Promise<KernelProposer> {
    return new KernelProposer(await ByteNetwork.open(outputs), codes, breathe);
  }

  async propose(pixels: Uint8Array, width: number, height: number): Promise<ProposalMap[]> {
    if (!this.#network) throw new Error('This network is disposed of.');
    const outputs = this.#network.run(pixels, height, width);
    await this.breathe();
    return byteMaps(this.codes, width, height, (name) => outputs[name]!);
  }

  async dispose(): Promise<void> {
    // Its memory goes with it.
    this.#network = undefined;
  }
}
