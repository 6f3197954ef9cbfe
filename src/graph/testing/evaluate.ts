import { createRandom, type Random, uniform } from '../../random/random.js';
import { type Device, Session, tensor } from '../../runtime/session.js';
import {
  compile,
  differentiate,
  elementCount,
  Graph,
  multiply,
  reduceSum,
  type Target,
  type Tensor,
} from '../index.js';

export type Values = readonly Float32Array[];
/** What an operation gives, and its gradients for a given gradient of the result. */
export interface Evaluation {
  readonly output: Float32Array;
  readonly gradients: Float32Array[];
}

/** What runs it, if not what it is compiled for, and what becomes of the graph first. */
export interface HowToEvaluate {
  readonly device?: Device;
  readonly rewrite?: (outputs: Record<string, Tensor>) => Record<string, Tensor>;
}

/** A function of tensors, compiled: its output, and the gradients of Σ output · weights to every input. */
export class Evaluator {
  private constructor(
    private readonly session: Session,
    readonly shapes: readonly (readonly number[])[],
    readonly outputShape: readonly number[],
  ) {}

  static async create(
    shapes: readonly (readonly number[])[],
    build: (...inputs: Tensor[]) => Tensor,
    target: Target = 'cpu',
    { device = target, rewrite = (outputs) => outputs }: HowToEvaluate = {},
  ): Promise<Evaluator> {
    const graph = new Graph();
    const inputs = shapes.map((shape, index) => graph.input(`x${index}`, shape));
    const output = build(...inputs);
    const weights = graph.input('weights', output.shape);
    const gradients = differentiate(reduceSum(multiply(output, weights)), inputs);
    const named = Object.fromEntries(gradients.map((gradient, index) => [`g${index}`, gradient]));
    const session = await Session.create(compile(rewrite({ output, ...named }), target), { threads: 1, device });
    return new Evaluator(session, shapes, output.shape as readonly number[]);
  }

  async run(values: Values, weights: Float32Array): Promise<Evaluation> {
    const inputs = Object.fromEntries(values.map((value, index) => [`x${index}`, tensor(value, this.shapes[index]!)]));
    const outputs = await this.session.run({ ...inputs, weights: tensor(weights, this.outputShape) });
    return {
      output: outputs.output!.data as Float32Array,
      gradients: this.shapes.map((_, index) => outputs[`g${index}`]!.data as Float32Array),
    };
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }
}

/** Evenly drawn values, different for each seed. */
export function randomValues(shape: readonly number[], seed: number, low = -1, high = 1): Float32Array {
  const random: Random = createRandom(seed);
  return Float32Array.from({ length: elementCount(shape) }, () => uniform(random, low, high));
}
