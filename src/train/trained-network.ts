import { concatenate, differentiate, type Graph, splitVector, type Tensor } from '../graph/index.js';
import { type Declaration, TrainingLayers } from '../networks/training-layers.js';
import { movingAverage } from './moving-average.js';
import { type AdamSettings, adam } from './optimizer.js';

/** What every update of a graph shares, each []: the learning rate, the step from 1, and how much averages keep. */
export interface UpdateInputs {
  readonly rate: Tensor;
  readonly step: Tensor;
  readonly averaging: Tensor;
}

export interface UpdateSettings {
  readonly optimizer: AdamSettings;
  /** How much of the running statistics of batch normalisation a step keeps. */
  readonly statisticsMomentum: number;
}

/** A network inside the graph of a training step, its parameters one input, `NAME.parameters`. */
export class TrainedNetwork {
  readonly layers: TrainingLayers;
  readonly #parameters: Tensor;
  readonly #tensors: readonly Tensor[];

  constructor(
    private readonly graph: Graph,
    private readonly name: string,
    private readonly declaration: Declaration,
  ) {
    const { parameters } = declaration;
    this.#parameters = this.#vector('parameters', parameters.length);
    this.#tensors = splitVector(this.#parameters, parameters.shapes);
    const byName = new Map(parameters.specifications.map(({ name }, index) => [name, this.#tensors[index]!]));
    this.layers = new TrainingLayers(({ name }) => byName.get(name)!);
  }

  /**
   * One step of AdamW down the loss, by this network's parameters alone: whatever else the loss depends on stays as it is.
   *
   * @returns the new state, `next.NAME.parameters` and so on, and `NAME.gradientNorm` []
   */
  update(loss: Tensor, inputs: UpdateInputs, settings: UpdateSettings): Record<string, Tensor> {
    const { parameters, statistics } = this.declaration;
    const state = {
      parameters: this.#parameters,
      moment1: this.#vector('moment1', parameters.length),
      moment2: this.#vector('moment2', parameters.length),
    };
    const gradients = differentiate(loss, this.#tensors);
    const updated = adam(state, gradients, parameters, inputs, settings.optimizer);
    const average = this.#vector('average', parameters.length);
    const running = this.#vector('statistics', statistics.length);
    const batch = concatenate(
      this.layers.statistics.map((statistic) => statistic.batch),
      0,
    );
    const next = (vector: string) => `next.${this.name}.${vector}`;
    return {
      [next('parameters')]: updated.parameters,
      [next('moment1')]: updated.moment1,
      [next('moment2')]: updated.moment2,
      [next('average')]: movingAverage(average, updated.parameters, inputs.averaging),
      [next('statistics')]: movingAverage(running, batch, this.graph.constant(settings.statisticsMomentum)),
      [`${this.name}.gradientNorm`]: updated.gradientNorm,
    };
  }

  #vector(vector: string, length: number): Tensor {
    return this.graph.input(`${this.name}.${vector}`, [length]);
  }
}
