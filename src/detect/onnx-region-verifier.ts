import { enlarge } from '../image/enlarge.js';
import { shrink } from '../image/shrink.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from '../networks/gan-presets.js';
import { type VerificationPreset, verificationModel } from '../networks/verification-model.js';
import { Session, tensor } from '../runtime/session.js';
import { buildModel } from '../weights/weights-file.js';
import type { RegionVerifications, RegionVerifier } from './region-verifier.js';
import type { VerificationFile } from './verification-file.js';

const FACTOR = HIGH_RESOLUTION / LOW_RESOLUTION;

/**
 * Generator and discriminator in ONNX Runtime. The generator gets each region shrunk to 16 × 16; without one, that is enlarged
 * bilinearly in its place.
 */
export class OnnxRegionVerifier implements RegionVerifier {
  readonly side = HIGH_RESOLUTION;

  private constructor(
    private readonly session: Session,
    readonly context: number,
    private readonly preset: VerificationPreset,
  ) {}

  /** @throws InputError where the file's weights do not fit its preset. */
  static async load(
    { file, weights, preset, context }: VerificationFile,
    threads?: number,
  ): Promise<OnnxRegionVerifier> {
    const model = buildModel(file, () => verificationModel(weights, preset));
    const session = await Session.create(model, { threads });
    return new OnnxRegionVerifier(session, context, preset);
  }

  async verify(regions: Float32Array, count: number): Promise<RegionVerifications> {
    const { generator, discriminator } = this.preset;
    const images = (data: Float32Array, side: number) => tensor(data, [count, 3, side, side]);
    const low = shrink(regions, HIGH_RESOLUTION, FACTOR);
    const inputs = {
      regions: generator
        ? images(low, LOW_RESOLUTION)
        : images(enlarge(low, LOW_RESOLUTION, FACTOR, 'bilinear'), HIGH_RESOLUTION),
      ...(discriminator.photo && { photo: images(regions, HIGH_RESOLUTION) }),
    };
    const { face, box } = await this.session.run(inputs, discriminator.box ? ['face', 'box'] : ['face']);
    return { faces: face!.data as Float32Array, ...(box && { boxes: box.data as Float32Array }) };
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}
