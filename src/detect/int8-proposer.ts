import type { AnswerCode } from '../networks/int8-proposal-model.js';
import { type PlacedOptions, Session, tensor } from '../runtime/session.js';
import type { ByteMap, ProposalMap } from './proposals.js';
import type { Proposer } from './proposer.js';

/** The proposal network in 8 bits in ONNX Runtime. Bytes go in as they lie in memory, and bytes come out. */
export class Int8Proposer implements Proposer {
  private constructor(
    private readonly session: Session,
    private readonly codes: ReadonlyMap<number, AnswerCode>,
  ) {}

  /** Loads the bytes of an ONNX model with the input `image` and the outputs `answer_4` … `answer_32`. */
  static async load(
    model: Uint8Array,
    codes: ReadonlyMap<number, AnswerCode>,
    options: PlacedOptions = {},
  ): Promise<Int8Proposer> {
    return new Int8Proposer(await Session.create(model, options), codes);
  }

  async propose(pixels: Uint8Array, width: number, height: number): Promise<ProposalMap[]> {
    const outputs = await this.session.run({ image: tensor(pixels, [1, height, width, 3]) });
    return byteMaps(this.codes, width, height, (name) => outputs[name]!.data as Uint8Array);
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}

/** What the network's outputs say of a picture of this size. */
export function byteMaps(
  codes: ReadonlyMap<number, AnswerCode>,
  width: number,
  height: number,
  answersOf: (output: string) => Uint8Array,
): ByteMap[] {
  return [...codes].map(([stride, code]) => ({
    ...{ stride, rows: height / stride, columns: width / stride, code },
    answers: answersOf(`answer_${stride}`),
  }));
}
