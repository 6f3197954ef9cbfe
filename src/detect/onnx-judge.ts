import { enlarge } from '../image/enlarge.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from '../networks/gan-presets.js';
import { verificationModel } from '../networks/verification-model.js';
import { Session, tensor } from '../runtime/session.js';
import type { Judge, Judgements } from './judge.js';
import type { VerificationFile } from './verification-file.js';
import { buildModel } from './weights-file.js';

/** Generator and discriminator in ONNX Runtime. Without a generator, regions are enlarged bilinearly in its place. */
export class OnnxJudge implements Judge {
  readonly side = LOW_RESOLUTION;

  private constructor(
    private readonly session: Session,
    readonly context: number,
    private readonly generates: boolean,
    private readonly corrects: boolean,
  ) {}

  /** @throws InputError where the file's weights do not fit its preset. */
  static async load({ file, weights, preset, context }: VerificationFile, threads?: number): Promise<OnnxJudge> {
    const model = buildModel(file, () => verificationModel(weights, preset));
    const session = await Session.create(model, { threads });
    return new OnnxJudge(session, context, preset.generator !== null, preset.discriminator.box === true);
  }

  async judge(regions: Float32Array, count: number): Promise<Judgements> {
    const [pixels, side] = this.generates
      ? [regions, LOW_RESOLUTION]
      : [enlarge(regions, LOW_RESOLUTION, HIGH_RESOLUTION / LOW_RESOLUTION, 'bilinear'), HIGH_RESOLUTION];
    const asked = this.corrects ? ['face', 'box'] : ['face'];
    const { face, box } = await this.session.run({ regions: tensor(pixels, [count, 3, side, side]) }, asked);
    return { faces: face!.data as Float32Array, ...(box && { boxes: box.data as Float32Array }) };
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}
