import {
  absolute,
  add,
  concatenate,
  Graph,
  isPositive,
  multiply,
  reduceMean,
  slice,
  subtract,
  type Tensor,
} from '../graph/index.js';
import { DRAWING_SIDE } from '../image/window.js';
import { type AdversarialForm, discriminatorAdversarialLoss, generatorAdversarialLoss } from '../losses/adversarial.js';
import { boxLoss } from '../losses/boxes.js';
import { classificationLoss } from '../losses/classification.js';
import {
  type DiscriminatorLossWeights,
  discriminatorObjective,
  type GeneratorLossWeights,
  generatorObjective,
} from '../losses/gan-objective.js';
import { meanSquaredError, pixelLoss } from '../losses/pixel.js';
import { type Discrimination, discriminator } from '../networks/discriminator.js';
import { drawingSides, type GanPreset, HIGH_RESOLUTION } from '../networks/gan-presets.js';
import { generator } from '../networks/generator.js';
import { decodeRegionBoxes, regionBoxTargets } from '../networks/region-boxes.js';
import { sampleRegion } from '../networks/sample-region.js';
import { type Declaration, declare } from '../networks/training-layers.js';
import { TrainedNetwork, type UpdateSettings } from './trained-network.js';

/** What decides the graphs of the second stage's training steps. */
export interface GanStepSettings extends UpdateSettings {
  readonly preset: GanPreset;
  /** Regions that have a real image of high resolution, faces and non-faces. */
  readonly pairs: number;
  /** Real tiny regions, which have none: they teach the face head alone. */
  readonly candidates: number;
  /** Larger ones, which a generator of native pixels does not draw; 0 with any other. */
  readonly larger: number;
  readonly generatorLoss: GeneratorLossWeights;
  readonly discriminatorLoss: DiscriminatorLossWeights;
  readonly adversarialForm: AdversarialForm;
}

const imageShape = (batch: number, side: number) => [batch, 3, side, side];
/** What the discriminator judges. */
const judgedShape = (batch: number) => imageShape(batch, HIGH_RESOLUTION);

/** What generator and discriminator consist of. */
export function declareGan(preset: GanPreset): { generator: Declaration; discriminator: Declaration } {
  const { low } = drawingSides(preset.generator);
  return {
    generator: declare((layers, pixels) => generator(layers, pixels, preset.generator), [imageShape(1, low)]),
    discriminator: declare(
      (layers, image, photo) => discriminator(layers, { image, photo }, preset.discriminator),
      preset.discriminator.photo ? [judgedShape(1), judgedShape(1)] : [judgedShape(1)],
    ),
  };
}

/**
 * A step of the first stage, super-resolution: the generator by the pixel-wise loss alone.
 *
 * Inputs: `low` [pairs, 3, 16, 16] and `high` [pairs, 3, 64, 64], RGB −1 to 1, or 32 and 128 where it draws native pixels;
 * `rate`, `step`, `averaging` []; the generator's state. Outputs: its new state, `generator.gradientNorm`, `loss`, and of both images the mean squared error,
 * `upsampledError` and `refinedError`, [].
 */
export function superResolutionStep(settings: Omit<GanStepSettings, 'candidates' | 'larger'>): Record<string, Tensor> {
  const graph = new Graph();
  const { network, upsampled, refined, high } = generate(graph, { ...settings, candidates: 0, larger: 0 });
  const loss = pixelLossOf(upsampled, upsampled === refined ? undefined : refined, high);
  return {
    ...network.update(loss, settings),
    loss,
    upsampledError: meanSquaredError(upsampled, high),
    refinedError: meanSquaredError(refined, high),
  };
}

/**
 * A step of the generator by equation 8. Its gradient flows through the discriminator, whose parameters stay.
 *
 * Inputs: as the first stage's, but `low` [pairs + candidates, …], the pairs first; where it draws native pixels `rows` and
 * `columns` [pairs + candidates, 64, 128], which take the regions out of the drawings, and `enlarged` [larger, 3, 64, 64],
 * what stands in for drawings of larger regions. With `larger` behind the others: `faces` [regions, 1], 1 or
 * 0; with a box head `boxes` [regions, 4], see `relativeBox`; where the discriminator sees it `photo`
 * [regions, 3, 64, 64]; `discriminator.parameters`. Outputs: the
 * generator's new state, its gradient norm, `loss` and its terms `pixel`, `adversarial`, `classification` and `box`, [].
 */
export function generatorStep(settings: GanStepSettings): Record<string, Tensor> {
  const graph = new Graph();
  const { network, judged, upsampled, refined, high, truth } = discriminate(graph, settings);
  const paired = (image: Tensor) => slice(image, 0, 0, settings.pairs);
  const box = boxLossOf(judged.all, truth);
  const terms = {
    pixel: pixelLossOf(paired(upsampled), upsampled === refined ? undefined : paired(refined), high),
    adversarial: generatorAdversarialLoss(judged.generated.real, settings.adversarialForm),
    classification: classificationLoss(judged.all.face, truth.faces),
    ...(box && { box }),
  };
  const loss = generatorObjective(terms, settings.generatorLoss);
  return { ...network.update(loss, settings), loss, ...terms };
}

/**
 * A step of the discriminator by equation 9; the generator stays as it is.
 *
 * Inputs: as the generator's step, with the discriminator's state and `generator.parameters`. Outputs: the
 * discriminator's new state, its gradient norm, `loss`, its terms, and the shares of real and of generated images that
 * it tells for what they are, `realAccuracy` and `generatedAccuracy`, 0 to 1.
 */
export function discriminatorStep(settings: GanStepSettings): Record<string, Tensor> {
  const graph = new Graph();
  const { trained, judged, truth } = discriminate(graph, settings);
  const { generated, all, real } = judged;
  const ofPairs = sliceTruth(truth, settings.pairs);
  const [generatedBox, realBox] = [boxLossOf(all, truth), boxLossOf(real, ofPairs)];
  const terms = {
    adversarial: discriminatorAdversarialLoss(generated.real, real.real),
    generatedClassification: classificationLoss(all.face, truth.faces),
    realClassification: classificationLoss(real.face, ofPairs.faces),
    ...(generatedBox && { generatedBox }),
    ...(realBox && { realBox }),
  };
  const objective = discriminatorObjective(terms, settings.discriminatorLoss);
  const drawing = drawingLoss(judged.drawing, settings, () => judged.truthImages);
  const loss = drawing ? add(objective, multiply(drawing, settings.discriminatorLoss.drawing)) : objective;
  return {
    ...trained.update(loss, settings),
    loss,
    ...terms,
    ...(drawing && { drawing }),
    realAccuracy: reduceMean(isPositive(real.real)),
    generatedAccuracy: add(multiply(reduceMean(isPositive(generated.real)), -1), 1),
  };
}

/**
 * A step of a discriminator that has no generator: it learns all but the real/generated head, from what was enlarged without
 * a network.
 * It is the ablation's baseline, and stands in for the ImageNet weights that the paper's discriminator starts from.
 *
 * Where its features draw, they learn it from the pairs, and `truth` [pairs, 3, 64, 64], their real images, is an input too.
 *
 * Inputs: `enlarged` [regions, 3, 64, 64], RGB −1 to 1, or drawings of a generator that stays as it is; `faces`, `boxes` and `photo` as the generator's step; `rate`, `step`,
 * `averaging` []; the discriminator's state. Outputs: its new state, its gradient norm, `loss`, and `accuracy`, 0 to 1.
 */
export function classifierStep(settings: GanStepSettings): Record<string, Tensor> {
  const graph = new Graph();
  const { preset } = settings;
  const trained = new TrainedNetwork(graph, declareGan(preset).discriminator, 'discriminator');
  const seen = { image: graph.input('enlarged', judgedShape(regionsOf(settings))), photo: inputPhoto(graph, settings) };
  const judged = discriminator(trained.layers, seen, preset.discriminator);
  const truth = inputTruth(graph, settings);
  const classification = classificationLoss(judged.face, truth.faces);
  const box = boxLossOf(judged, truth);
  const learnt = box ? add(classification, multiply(box, settings.discriminatorLoss.box)) : classification;
  const drawing = drawingLoss(judged.drawing, settings, () => graph.input('truth', judgedShape(settings.pairs)));
  const withDrawing = drawing ? add(learnt, multiply(drawing, settings.discriminatorLoss.drawing)) : learnt;
  // The other head learns nothing here, but a gradient it must have.
  const loss = add(withDrawing, multiply(reduceMean(judged.real), 0));
  const wrong = absolute(subtract(isPositive(judged.face), truth.faces));
  const accuracy = add(multiply(reduceMean(wrong), -1), 1);
  return { ...trained.update(loss, settings), loss, accuracy, ...(box && { box }), ...(drawing && { drawing }) };
}

/** The error of what the discriminator's features draw of the pairs, where they do. */
function drawingLoss(
  drawn: Tensor | undefined,
  { pairs }: Pick<GanStepSettings, 'pairs'>,
  truth: () => Tensor,
): Tensor | undefined {
  if (!drawn) return undefined;
  if (pairs === 0) throw new RangeError('the auxiliary drawing is learnt from pairs, and there are none: set pairs');
  return meanSquaredError(slice(drawn, 0, 0, pairs), truth());
}

/** Regions of a batch. */
function regionsOf({ pairs, candidates, larger }: GanStepSettings): number {
  return pairs + candidates + larger;
}

/** The pixel-wise loss of the sub-networks that there are. */
function pixelLossOf(upsampled: Tensor, refined: Tensor | undefined, high: Tensor): Tensor {
  return refined ? pixelLoss(upsampled, refined, high) : meanSquaredError(upsampled, high);
}

/** What the regions show: faces [regions, 1] or not, and where, [regions, 4]; without a box head nobody asks where. */
interface Truth {
  readonly faces: Tensor;
  readonly boxes: Tensor | undefined;
}

function inputTruth(graph: Graph, settings: GanStepSettings): Truth {
  const count = regionsOf(settings);
  const faces = graph.input('faces', [count, 1]);
  return { faces, boxes: settings.preset.discriminator.box ? graph.input('boxes', [count, 4]) : undefined };
}

/** The regions as photographed, where the discriminator sees them. */
function inputPhoto(graph: Graph, settings: GanStepSettings): Tensor | undefined {
  return settings.preset.discriminator.photo ? graph.input('photo', judgedShape(regionsOf(settings))) : undefined;
}

/** Of the first regions. */
function sliceTruth({ faces, boxes }: Truth, end: number): Truth {
  return { faces: slice(faces, 0, 0, end), boxes: boxes && slice(boxes, 0, 0, end) };
}

/** The loss of the box head, where there is one. */
function boxLossOf({ box }: Pick<Discrimination, 'box'>, { faces, boxes }: Truth): Tensor | undefined {
  return box && boxes && boxLoss(decodeRegionBoxes(box), regionBoxTargets(boxes), faces);
}

function generate(graph: Graph, { preset, pairs, candidates }: GanStepSettings) {
  const { low, high } = drawingSides(preset.generator);
  const network = new TrainedNetwork(graph, declareGan(preset).generator, 'generator');
  const pixels = graph.input('low', imageShape(pairs + candidates, low));
  return {
    network,
    ...generator(network.layers, pixels, preset.generator),
    high: graph.input('high', imageShape(pairs, high)),
  };
}

/**
 * The discriminator sees generated and real images as one batch, in both steps: batch normalisation then treats them
 * alike, and its running statistics are what either step saw.
 */
function discriminate(graph: Graph, settings: GanStepSettings) {
  const { preset, pairs, candidates, larger } = settings;
  const generated = generate(graph, settings);
  const trained = new TrainedNetwork(graph, declareGan(preset).discriminator, 'discriminator');
  const drawn = pairs + candidates;
  const look = preset.generator.native ? regionSampler(graph, drawn) : (images: Tensor) => images;
  const instead = larger > 0 ? [graph.input('enlarged', judgedShape(larger))] : [];
  const truthImages = look(generated.high);
  const image = concatenate([look(generated.refined), ...instead, truthImages], 0);
  const photos = inputPhoto(graph, settings);
  // A pair's real image belongs to the same photo as the one that was generated of it.
  const photo = photos && concatenate([photos, slice(photos, 0, 0, pairs)], 0);
  const discrimination = discriminator(trained.layers, { image, photo }, preset.discriminator);
  const part = (start: number, end: number) => ({
    real: slice(discrimination.real, 0, start, end),
    face: slice(discrimination.face, 0, start, end),
    box: discrimination.box && slice(discrimination.box, 0, start, end),
  });
  const all = drawn + larger;
  const judged = {
    generated: part(0, drawn),
    all: part(0, all),
    real: part(all, all + pairs),
    drawing: discrimination.drawing,
    truthImages,
  };
  return { ...generated, trained, judged, truth: inputTruth(graph, settings) };
}

/** Takes the regions out of the first drawings, as the inputs `rows` and `columns` say where they are. */
function regionSampler(graph: Graph, drawn: number): (images: Tensor) => Tensor {
  const shape = [drawn, HIGH_RESOLUTION, DRAWING_SIDE];
  const [rows, columns] = [graph.input('rows', shape), graph.input('columns', shape)];
  return (images) => {
    const count = images.shape[0] as number;
    return sampleRegion(images, slice(rows, 0, 0, count), slice(columns, 0, 0, count));
  };
}
