import { platform } from '#platform';
import { locatedSchema } from '../detect/given-faces.js';
import { PhotoGate } from '../detect/photo-gate.js';
import { type PhotoSource, withPhoto } from '../detect/source.js';
import { readVerificationFile } from '../detect/verification-file.js';
import type { VerifierOptions } from '../detect/verifier.js';
import { InputError } from '../errors/errors.js';
import { allFinite, notFinite } from '../errors/finite.js';
import { validate } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { fromNetwork, fromPlanes, toNetwork } from '../image/planes.js';
import { cutRegion, regionOf } from '../image/region.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from '../networks/gan-presets.js';
import { enhancementModel } from '../networks/verification-model.js';
import { Session, tensor } from '../runtime/session.js';
import { buildModel } from '../weights/weights-file.js';

/**
 * Sides in pixels of the regions that the generator draws, as the photo has them: it learnt on 16, and what is scaled
 * down to that would lose what the photo shows. Above, nobody needs it.
 */
const LEAST_SIDE = LOW_RESOLUTION;
const LARGEST_SIDE = 64;

/** How much larger the generator draws. */
const FACTOR = HIGH_RESOLUTION / LOW_RESOLUTION;

/** A face as the generator draws it, with its surroundings. */
export interface EnhancedFace<Located extends { readonly box: Box } = { readonly box: Box }> {
  /** The face that was given. */
  readonly face: Located;
  /** The square around it that both pictures show, in pixels of the photo. */
  readonly region: Box;
  /** What was photographed, only enlarged: four times the side of the region, which counts as 16 pixels at least. */
  readonly original: Image;
  /** As large, imagined: its details prove nothing about identity. */
  readonly enhanced: Image;
}

/** One call of `enhance`. */
export interface EnhanceCall {
  /** Stops between two faces; the signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads the generator of the second stage.
 *
 * @param options `weights`: those of a second stage with a generator, the one that ships with farface by default; `threads`
 * @throws InputError where an option or the weights' file is wrong
 * @example
 * const detector = await createDetector();
 * const enhancer = await createEnhancer();
 * const { faces } = await detector.detect('crowd.jpg');
 * for (const { face, enhanced } of await enhancer.enhance('crowd.jpg', faces)) console.log(face.box, enhanced.width);
 * await enhancer.dispose();
 */
export async function createEnhancer({ weights, threads, device }: VerifierOptions = {}): Promise<Enhancer> {
  const verification = await readVerificationFile(weights, 'generator');
  const { file, preset, context } = verification;
  const { generator } = preset;
  if (!generator) throw new InputError(`${file}: has no generator, which enhances faces. Name other weights.`);
  const model = buildModel(file, () => enhancementModel(verification.weights, generator));
  const side = LOW_RESOLUTION;
  const pixels = Float32Array.from({ length: 3 * side * side }, (_, index) => ((index * 37) % 256) / 127.5 - 1);
  const probe = { regions: tensor(pixels, [1, 3, side, side]) };
  const run = { threads, device: await platform.deviceHere(device) };
  return new Enhancer(await Session.createChecked(model, run, probe), context);
}

/**
 * Enhances faces of one photo; `createEnhancer` does for many what this loads and frees each time.
 *
 * @see Enhancer.enhance
 * @example
 * const [first] = await enhance('crowd.jpg', [{ box: { x: 120, y: 80, width: 9, height: 12 } }]);
 * if (first) await writeImage('enhanced.png', first.enhanced, { description: IMAGINED });
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

/** Draws small faces at four times their size, as the generator of the second stage imagines them. */
export class Enhancer {
  readonly #gate = new PhotoGate();

  /** Callers want `createEnhancer`. */
  constructor(
    private readonly session: Session,
    private readonly context: number,
  ) {}

  /**
   * Draws the faces larger, in their order. Those whose surroundings have more than 64 pixels are left out: they need
   * no help.
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
    validate(locatedSchema, faces, (path) => `faces.${path}`);
    return await withPhoto(source, this.#gate, signal, async (image) => {
      const enhanced: EnhancedFace<Located>[] = [];
      for (const face of faces) {
        signal?.throwIfAborted();
        const region = regionOf(face.box, this.context);
        const side = Math.max(LEAST_SIDE, Math.round(region.width));
        if (side > LARGEST_SIDE) continue;
        const large = side * FACTOR;
        const original = fromPlanes(cutRegion(image, region, large), large, large);
        enhanced.push({ face, region, original, enhanced: await this.#draw(image, face.box, side) });
      }
      return enhanced;
    });
  }

  /** Frees the network. Calls under way must have ended. */
  async dispose(): Promise<void> {
    await this.session.dispose();
  }

  async #draw(image: Image, box: Box, side: number): Promise<Image> {
    const pixels = toNetwork(cutRegion(image, regionOf(box, this.context), side));
    const { refined } = await this.session.run({ regions: tensor(pixels, [1, 3, side, side]) }, ['refined']);
    const drawn = refined!.data as Float32Array;
    if (!allFinite(drawn)) throw notFinite('The generator');
    const planes = fromNetwork(drawn);
    return fromPlanes(planes, side * FACTOR, side * FACTOR);
  }
}
