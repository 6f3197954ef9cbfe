import { DRAWING_SIDE, WINDOW_SIDE } from '../image/window.js';
import { HIGH_RESOLUTION } from '../networks/gan-presets.js';
import { int8VerificationModel } from '../networks/int8-verification-model.js';
import { type Seen, verificationModel } from '../networks/verification-model.js';
import { probeBytes, type RuntimeTensor, Session, tensor } from '../runtime/session.js';
import { buildModel } from '../weights/weights-file.js';
import type { Place, RunOptions } from './load-proposer.js';
import { choosePrecision } from './precision.js';
import type { RegionVerifications, RegionVerifier, TinyCandidates, WindowVerifier } from './region-verifier.js';
import { HALF_TOLERANCE } from './require-half.js';
import type { VerificationFile } from './verification-file.js';

/** Generator and discriminator in ONNX Runtime, in 8 bits where the weights and the machine allow it. */
export class OnnxRegionVerifier implements RegionVerifier {
  readonly side = HIGH_RESOLUTION;
  readonly tiny: WindowVerifier | undefined;

  private constructor(
    private readonly session: Session,
    /** Where the generator draws native pixels, what looks at candidates by their windows. */
    private readonly windows: Session | undefined,
    readonly context: number,
    private readonly outputs: readonly string[],
  ) {
    this.tiny = windows && {
      verify: async (candidates) => answersOf(await windows.run(tinyInputs(candidates), outputs)),
    };
  }

  /** @throws InputError where the file's weights do not fit its preset, or cannot run in that precision. */
  static async load(file: VerificationFile, options: RunOptions = {}): Promise<OnnxRegionVerifier> {
    const open = await OnnxRegionVerifier.prepare(file, options);
    return await open({ threads: options.threads });
  }

  /**
   * Builds the networks of a file.
   *
   * @returns loads them, as often as it is called
   * @throws InputError as `load`
   */
  static async prepare(
    { file, weights, preset, context, ranges }: VerificationFile,
    { precision, ...run }: RunOptions = {},
  ): Promise<(place: Place) => Promise<OnnxRegionVerifier>> {
    const chosen = await choosePrecision(precision, file, ranges, run);
    const half = chosen.kind === 'float16' ? 'webgpu' : undefined;
    const build = (seen: Seen) =>
      buildModel(file, () =>
        chosen.kind === 'int8'
          ? int8VerificationModel(weights, preset, chosen.ranges, chosen.bits, seen)
          : verificationModel(weights, preset, seen, half),
      );
    const models = { regions: build('regions'), windows: preset.generator?.native ? build('windows') : undefined };
    const outputs = preset.discriminator.box ? ['face', 'box'] : ['face'];
    return async (place) => {
      const open = (model: Uint8Array, probe: Record<string, RuntimeTensor>) =>
        Session.createChecked(model, { ...place, device: chosen.device }, probe, half && HALF_TOLERANCE);
      const session = await open(models.regions, { regions: regionInput(probeBytes(REGION), 1) });
      const windows = models.windows && (await open(models.windows, tinyInputs(PROBE)));
      return new OnnxRegionVerifier(session, windows, context, outputs);
    };
  }

  async verify(regions: Uint8Array, count: number): Promise<RegionVerifications> {
    return answersOf(await this.session.run({ regions: regionInput(regions, count) }, this.outputs));
  }

  async dispose(): Promise<void> {
    await Promise.all([this.session.dispose(), this.windows?.dispose()]);
  }
}

const REGION = 3 * HIGH_RESOLUTION ** 2;

/** Two rows and columns of the drawing become one: what a region is made of does not matter here. */
const MATRIX = Float32Array.from({ length: HIGH_RESOLUTION * DRAWING_SIDE }, (_, i) =>
  Math.floor((i % DRAWING_SIDE) / 2) === Math.floor(i / DRAWING_SIDE) ? 0.5 : 0,
);

const PROBE: TinyCandidates = {
  windows: probeBytes(3 * WINDOW_SIDE ** 2),
  rows: MATRIX,
  columns: MATRIX,
  regions: probeBytes(REGION),
  count: 1,
};

function regionInput(regions: Uint8Array, count: number): RuntimeTensor {
  return tensor(regions, [count, HIGH_RESOLUTION, HIGH_RESOLUTION, 3]);
}

/** Tiny candidates as the inputs of a model that sees their windows. */
export function tinyInputs({ windows, rows, columns, regions, count }: TinyCandidates): Record<string, RuntimeTensor> {
  const places = [count, HIGH_RESOLUTION, DRAWING_SIDE];
  return {
    windows: tensor(windows, [count, WINDOW_SIDE, WINDOW_SIDE, 3]),
    rows: tensor(rows, places),
    columns: tensor(columns, places),
    regions: regionInput(regions, count),
  };
}

function answersOf({ face, box }: Record<string, RuntimeTensor>): RegionVerifications {
  return { faces: face!.data as Float32Array, ...(box && { boxes: box.data as Float32Array }) };
}
