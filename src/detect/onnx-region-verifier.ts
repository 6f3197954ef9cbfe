import { HIGH_RESOLUTION } from '../networks/gan-presets.js';
import { int8VerificationModel } from '../networks/int8-verification-model.js';
import { verificationModel } from '../networks/verification-model.js';
import { probeBytes, Session, tensor } from '../runtime/session.js';
import { buildModel } from '../weights/weights-file.js';
import type { RunOptions } from './load-proposer.js';
import { choosePrecision } from './precision.js';
import type { RegionVerifications, RegionVerifier } from './region-verifier.js';
import type { VerificationFile } from './verification-file.js';

/** Generator and discriminator in ONNX Runtime, in 8 bits where the weights and the machine allow it. */
export class OnnxRegionVerifier implements RegionVerifier {
  readonly side = HIGH_RESOLUTION;

  private constructor(
    private readonly session: Session,
    readonly context: number,
    private readonly outputs: readonly string[],
  ) {}

  /** @throws InputError where the file's weights do not fit its preset, or cannot run in that precision. */
  static async load(
    { file, weights, preset, context, ranges }: VerificationFile,
    { threads, precision, device }: RunOptions = {},
  ): Promise<OnnxRegionVerifier> {
    const chosen = await choosePrecision(precision, file, ranges, device);
    const model = buildModel(file, () =>
      chosen.kind === 'int8'
        ? int8VerificationModel(weights, preset, chosen.ranges, chosen.bits)
        : verificationModel(weights, preset),
    );
    const side = HIGH_RESOLUTION;
    const probe = { regions: tensor(probeBytes(3 * side * side), [1, side, side, 3]) };
    const session = await Session.createChecked(model, { threads, device }, probe);
    return new OnnxRegionVerifier(session, context, preset.discriminator.box ? ['face', 'box'] : ['face']);
  }

  async verify(regions: Uint8Array, count: number): Promise<RegionVerifications> {
    const input = tensor(regions, [count, this.side, this.side, 3]);
    const { face, box } = await this.session.run({ regions: input }, this.outputs);
    return { faces: face!.data as Float32Array, ...(box && { boxes: box.data as Float32Array }) };
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}
