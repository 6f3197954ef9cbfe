import { cutRegions } from '../detect/regions.js';
import { type PhotoSource, toImage } from '../detect/source.js';
import { readVerificationFile, type VerificationFile } from '../detect/verification-file.js';
import type { VerifierOptions } from '../detect/verifier.js';
import { buildModel } from '../detect/weights-file.js';
import { InputError } from '../errors/errors.js';
import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { fromPlanes } from '../image/planes.js';
import { cutRegion, regionOf } from '../image/region.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from '../networks/gan-presets.js';
import { enhancementModel } from '../networks/verification-model.js';
import { Session, tensor } from '../runtime/session.js';

/** Regions that go through the generator at once. */
const BATCH = 32;

/** A face as the generator draws it, with its surroundings. */
export interface EnhancedFace<Located extends { readonly box: Box } = { readonly box: Box }> {
  /** The face that was given. */
  readonly face: Located;
  /** The square around it that both pictures show, in pixels of the photo. */
  readonly region: Box;
  /** 64 × 64, what was photographed, only enlarged. */
  readonly original: Image;
  /** 64 × 64, imagined: its details prove nothing about identity. */
  readonly enhanced: Image;
}

/** One call of `enhance`. */
export interface EnhanceCall {
  /** Stops between two batches; the signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads the generator of the second stage.
 *
 * @param options `weights`: a file of the second stage, the one that ships with farface by default; `threads`
 * @throws InputError where an option or the weights' file is wrong
 * @example
 * const detector = await createDetector();
 * const enhancer = await createEnhancer();
 * const { faces } = await detector.detect('crowd.jpg');
 * for (const { enhanced } of await enhancer.enhance('crowd.jpg', faces)) …
 * await enhancer.dispose();
 */
export async function createEnhancer({ weights, threads }: VerifierOptions = {}): Promise<Enhancer> {
  const verification = await readVerificationFile(weights);
  const { file, preset, context } = verification;
  const { generator } = preset;
  if (!generator) throw new InputError(`${file}: has no generator, which enhances faces. Name other weights.`);
  const model = buildModel(file, () => enhancementModel(verification.weights, generator));
  return new Enhancer(await Session.create(model, { threads }), context);
}

/**
 * Enhances faces of one photo; `createEnhancer` does for many what this loads and frees each time.
 *
 * @see Enhancer.enhance
 */
export async function enhance<Located extends { readonly box: Box }>(
  source: PhotoSource,
  faces: readonly Located[],
  { signal, ...options }: VerifierOptions & EnhanceCall = {},
): Promise<EnhancedFace<Located>[]> {
  const enhancer = await createEnhancer(options);
  try {
    return await enhancer.enhance(source, faces, { signal });
  } finally {
    await enhancer.dispose();
  }
}

/** Draws small faces at four times their size, as the second stage sees them. */
export class Enhancer {
  /** Callers want `createEnhancer`. */
  constructor(
    private readonly session: Session,
    private readonly context: VerificationFile['context'],
  ) {}

  /**
   * Draws the faces larger, in their order. Those whose surroundings have 64 pixels already are left out: the networks
   * look at 16, and would only blur them.
   *
   * @param source the photo, as `detect` takes it
   * @param faces boxes in pixels of the upright photo
   * @throws InputError where the photo cannot be read
   */
  async enhance<Located extends { readonly box: Box }>(
    source: PhotoSource,
    faces: readonly Located[],
    { signal }: EnhanceCall = {},
  ): Promise<EnhancedFace<Located>[]> {
    const image = await toImage(source);
    const small = faces.filter(({ box }) => regionOf(box, this.context).width < HIGH_RESOLUTION);
    const enhanced: EnhancedFace<Located>[] = [];
    for (let start = 0; start < small.length; start += BATCH) {
      signal?.throwIfAborted();
      const batch = small.slice(start, start + BATCH);
      const pictures = await this.#draw(image, batch);
      batch.forEach((face, index) => {
        const region = regionOf(face.box, this.context);
        const planes = cutRegion(image, region, HIGH_RESOLUTION);
        const original = fromPlanes(planes, HIGH_RESOLUTION, HIGH_RESOLUTION);
        enhanced.push({ face, region, original, enhanced: pictures[index]! });
      });
    }
    return enhanced;
  }

  /** Frees the network. Calls under way must have ended. */
  async dispose(): Promise<void> {
    await this.session.dispose();
  }

  async #draw(image: Image, faces: readonly { readonly box: Box }[]): Promise<Image[]> {
    const boxes = faces.map(({ box }) => box);
    const regions = cutRegions(image, boxes, this.context, LOW_RESOLUTION);
    const shape = [boxes.length, 3, LOW_RESOLUTION, LOW_RESOLUTION];
    const { refined } = await this.session.run({ regions: tensor(regions, shape) }, ['refined']);
    const length = 3 * HIGH_RESOLUTION ** 2;
    return boxes.map((_, index) => {
      const planes = (refined!.data as Float32Array).subarray(index * length, (index + 1) * length);
      return fromPlanes(
        planes.map((value) => (value + 1) * 127.5),
        HIGH_RESOLUTION,
        HIGH_RESOLUTION,
      );
    });
  }
}
