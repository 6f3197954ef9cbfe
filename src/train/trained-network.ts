import { concatenate, differentiate, type Graph, multiply, splitVector, type Tensor } from '../graph/index.js';
import { type Declaration, TrainingLayers } from '../networks/training-layers.js';
import { movingAverage } from './moving-average.js';
import { type OptimizerSettings, optimize } from './optimizer.js';

export interface UpdateSettings {
  readonly optimizer: OptimizerSettings;
  /** How much of the running statistics of batch normalisation a step keeps. */
  readonly statisticsMomentum: number;
  /** Whether a step scales its loss while it differentiates, for half precision; off by default. */
  readonly scalesLoss?: boolean | undefined;
}

/** The vectors that steps change, in the order in which checkpoints hold them. */
export const VECTORS = ['parameters', 'moment1', 'moment2', 'average', 'statistics'] as const;
export type VectorName = (typeof VECTORS)[number];

/**
 * A network inside the graph of a training step, its state one vector each: the inputs `parameters`, `moment1`, `moment2`,
 * `average` [parameters] and `statistics` [statistics], only `parameters` where it is not updated. Where a graph has
 * several networks, each has a name that stands before these: `generator.parameters`.
 */
export class TrainedNetwork {
  readonly layers: TrainingLayers;
  readonly #prefix: string;
  readonly #parameters: Tensor;
  readonly #tensors: readonly Tensor[];

  constructor(
    private readonly graph: Graph,
    private readonly declaration: Declaration,
    name?: string,
  ) {
    this.#prefix = name === undefined ? '' : `${name}.`;
    const { parameters } = declaration;
    this.#parameters = this.#vector('parameters', parameters.length);
    this.#tensors = splitVector(this.#parameters, parameters.shapes);
    const byName = new Map(parameters.specifications.map(({ name }, index) => [name, this.#tensors[index]!]));
    this.layers = new TrainingLayers(({ name }) => byName.get(name)!);
  }

  /**
   * One step down the loss, by this network's parameters alone: whatever else the loss depends on stays as it is.
   * Adds the inputs `rate`, `step` from 1, and `averaging`, how much of the average is kept, each []; so a graph has one
   * update. With `scalesLoss` also `lossScale` []: what that made overflow shows in a `gradientNorm` that is not finite.
   *
   * @returns the new state, `next.` before the name of each input, and `gradientNorm` [], named likewise
   */
  update(loss: Tensor, settings: UpdateSettings): Record<string, Tensor> {
    const { parameters, statistics } = this.declaration;
    const scalar = (name: string) => this.graph.input(name, []);
    const state = {
      parameters: this.#parameters,
      moment1: this.#vector('moment1', parameters.length),
      moment2: this.#vector('moment2', parameters.length),
    };
    const lossScale = settings.scalesLoss ? scalar('lossScale') : undefined;
    const gradients = differentiate(lossScale ? multiply(loss, lossScale) : loss, this.#tensors);
    const schedule = { rate: scalar('rate'), step: scalar('step'), lossScale };
    const updated = optimize(state, gradients, parameters, schedule, settings.optimizer);
    const average = this.#vector('average', parameters.length);
    const running = this.#vector('statistics', statistics.length);
    const batch = concatenate(
      this.layers.statistics.map((statistic) => statistic.batch),
      0,
    );
    const next = (vector: VectorName) => `next.${this.#prefix}${vector}`;
    return {
      [next('parameters')]: updated.parameters,
      [next('moment1')]: updated.moment1,
      [next('moment2')]: updated.moment2,
      [next('average')]: movingAverage(average, updated.parameters, scalar('averaging')),
      [next('statistics')]: movingAverage(running, batch, this.graph.constant(settings.statisticsMomentum)),
      [`${this.#prefix}gradientNorm`]: updated.gradientNorm,
    };
  }

  #vector(vector: VectorName, length: number): Tensor {
    return this.graph.input(`${this.#prefix}${vector}`, [length]);
  }
}
