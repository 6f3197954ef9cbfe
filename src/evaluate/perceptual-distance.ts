import { readVerificationFile } from '../detect/verification-file.js';
import { compile, Graph } from '../graph/index.js';
import { toNetwork } from '../image/planes.js';
import { discriminator } from '../networks/discriminator.js';
import { HIGH_RESOLUTION } from '../networks/gan-presets.js';
import { InferenceLayers } from '../networks/inference-layers.js';
import { weightsOf } from '../networks/parameters.js';
import { Session, tensor } from '../runtime/session.js';
import { buildModel } from '../weights/weights-file.js';

/** The last convolutions of the first four of the discriminator's groups: from edges to parts of faces. */
const FEATURES = ['group1.conv2', 'group2.conv2', 'group3.conv4', 'group4.conv4'] as const;

const PIECE = HIGH_RESOLUTION;

/**
 * How different two pictures look to farface's own discriminator: as LPIPS (Zhang et al. 2018, *The unreasonable effectiveness of deep
 * features as a perceptual metric*), but without weights that people's judgements chose, and with features that learnt to tell
 * faces, not ImageNet's classes. It ranks ways to draw the same faces; its numbers are no LPIPS.
 */
export class PerceptualDistance {
  private constructor(private readonly session: Session) {}

  /** With the discriminator that ships with farface, which never saw a drawing. */
  static async load(threads?: number): Promise<PerceptualDistance> {
    const { file, weights, preset } = await readVerificationFile();
    const model = buildModel(file, () => {
      const graph = new Graph();
      const image = graph.input('image', [2, 3, PIECE, PIECE]);
      const layers = new InferenceLayers(graph, weightsOf(weights, 'discriminator'));
      const photo = preset.discriminator.photo ? image : undefined;
      discriminator(layers, { image, photo }, preset.discriminator);
      return compile(Object.fromEntries(FEATURES.map((name) => [name, layers.activations.get(name)!])));
    });
    return new PerceptualDistance(await Session.create(model, { threads }));
  }

  /**
   * The squared distance of the features' directions at each place, the mean over places, added up over the four layers; 0 for
   * the same picture.
   *
   * @param picture, truth `[3, side, side]`, 0 to 255, the side a multiple of 64
   */
  async between(picture: Float32Array, truth: Float32Array): Promise<number> {
    const side = Math.sqrt(truth.length / 3);
    const pieces = (side / PIECE) ** 2;
    let sum = 0;
    for (let y = 0; y < side; y += PIECE) {
      for (let x = 0; x < side; x += PIECE) {
        const both = [picture, truth].flatMap((planes) => [...toNetwork(pieceOf(planes, side, x, y))]);
        const outputs = await this.session.run({ image: tensor(Float32Array.from(both), [2, 3, PIECE, PIECE]) });
        for (const name of FEATURES) {
          const { data, dims } = outputs[name]!;
          sum += directionDistance(data as Float32Array, dims[1]!) / pieces;
        }
      }
    }
    return sum;
  }

  /** Frees the network. */
  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}

/** Of features `[2, channels, places]`: the mean squared distance of both directions over the places. */
function directionDistance(features: Float32Array, channels: number): number {
  const places = features.length / (2 * channels);
  const [first, second] = [features.subarray(0, channels * places), features.subarray(channels * places)];
  let sum = 0;
  for (let place = 0; place < places; place += 1) {
    let [a, b, product] = [0, 0, 0];
    for (let at = place; at < channels * places; at += places) {
      a += first[at]! ** 2;
      b += second[at]! ** 2;
      product += first[at]! * second[at]!;
    }
    // |u / |u| − v / |v||²: 1 where one alone has a direction, 0 where neither has.
    if (a > 0 && b > 0) sum += Math.max(0, 2 - (2 * product) / Math.sqrt(a * b));
    else if (a > 0 || b > 0) sum += 1;
  }
  return sum / places;
}

function pieceOf(planes: Float32Array, side: number, left: number, top: number): Float32Array {
  const piece = new Float32Array(3 * PIECE ** 2);
  for (let row = 0; row < 3 * PIECE; row += 1) {
    const [channel, y] = [Math.floor(row / PIECE), top + (row % PIECE)];
    const start = (channel * side + y) * side + left;
    piece.set(planes.subarray(start, start + PIECE), row * PIECE);
  }
  return piece;
}
