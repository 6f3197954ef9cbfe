import { STRIDES } from '../networks/proposal-network.js';
import { type PlacedOptions, probeBytes, Session, tensor } from '../runtime/session.js';
import type { ProposalMap } from './proposals.js';
import type { Proposer } from './proposer.js';

/**
 * The proposal network in ONNX Runtime. Pixels go in as they lie in memory, interleaved bytes: that the network casts and
 * transposes them itself takes 2.5 ms less for a 1024 × 768 photo than planar floats made in JavaScript.
 */
export class OnnxProposer implements Proposer {
  private constructor(private readonly session: Session) {}

  /** Loads the bytes of an ONNX model with the input `image` and the outputs `score_4` … `box_32`; `tolerance` as in `createChecked`. */
  static async load(model: Uint8Array, options: PlacedOptions = {}, tolerance?: number): Promise<OnnxProposer> {
    const probe = { image: tensor(probeBytes(64 * 64 * 3), [1, 64, 64, 3]) };
    return new OnnxProposer(await Session.createChecked(model, options, probe, tolerance));
  }

  async propose(pixels: Uint8Array, width: number, height: number): Promise<ProposalMap[]> {
    const outputs = await this.session.run({ image: tensor(pixels, [1, height, width, 3]) });
    return STRIDES.map((stride) => ({
      stride,
      rows: height / stride,
      columns: width / stride,
      scores: outputs[`score_${stride}`]!.data as Float32Array,
      boxes: outputs[`box_${stride}`]!.data as Float32Array,
    }));
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}
