import type { Weights } from '../networks/parameters.js';
import type { Declaration } from '../networks/training-layers.js';
import { createRandom, normal } from '../random/random.js';
import { type RuntimeTensor, tensor } from '../runtime/session.js';
import { loadCheckpoint } from './checkpoint.js';
import { VECTORS, type VectorName } from './trained-network.js';

/** The networks that a run trains, by name. The only one of a run may be '': its vectors have no name before theirs. */
export type Networks = Readonly<Record<string, Declaration>>;

/** Everything that steps change: each network's parameters, moments, averages and statistics, `generator.parameters` … */
export class TrainingState {
  readonly #tensors = new Map<string, RuntimeTensor>();

  private constructor(
    private readonly networks: Networks,
    vectors: Iterable<readonly [string, Float32Array]>,
    /** Steps done, and hours spent, before this run. */
    readonly step = 0,
    readonly hours = 0,
  ) {
    for (const [name, data] of vectors) this.#set(name, data);
  }

  /** Networks as they are before the first step. They draw their kernels one after the other. */
  static initialize(networks: Networks, seed: number): TrainingState {
    const random = createRandom(seed);
    const initial = ({ parameters, statistics }: Declaration, vector: VectorName) => {
      if (vector === 'parameters') return parameters.initialize(() => normal(random));
      if (vector === 'statistics') return statistics.initialize(() => 0);
      return new Float32Array(parameters.length);
    };
    return new TrainingState(networks, eachVector(networks, initial));
  }

  /**
   * The state that a checkpoint holds.
   *
   * @throws InputError where the file is no checkpoint or one of other networks
   */
  static async load(networks: Networks, path: string): Promise<TrainingState> {
    const lengthOf = ({ parameters, statistics }: Declaration, vector: VectorName) =>
      vector === 'statistics' ? statistics.length : parameters.length;
    const lengths = Object.fromEntries(eachVector(networks, lengthOf));
    const { step, hours, state } = await loadCheckpoint(path, lengths);
    return new TrainingState(networks, state, step, hours);
  }

  /** For the inputs of a step. */
  get tensors(): Record<string, RuntimeTensor> {
    return Object.fromEntries(this.#tensors);
  }

  /** For a checkpoint. */
  get vectors(): Map<string, Float32Array> {
    return new Map([...this.#tensors].map(([name, { data }]) => [name, data as Float32Array]));
  }

  /** The averaged weights and the statistics, under `generator.…` and so on where networks have names. */
  get weights(): Weights {
    const { vectors } = this;
    return new Map(
      Object.entries(this.networks).flatMap(([network, { parameters, statistics }]) =>
        [
          ...parameters.unpack(vectors.get(inNetwork(network, 'average'))!),
          ...statistics.unpack(vectors.get(inNetwork(network, 'statistics'))!),
        ].map(([name, weight]) => [inNetwork(network, name), weight] as const),
      ),
    );
  }

  /** Lets a network begin as one that was trained already; the moments stay as they are. */
  startFrom(network: string, average: Float32Array, statistics: Float32Array): void {
    this.#set(inNetwork(network, 'parameters'), average);
    this.#set(inNetwork(network, 'average'), average.slice());
    this.#set(inNetwork(network, 'statistics'), statistics);
  }

  /** Takes over what a step put out as `next.…`. */
  update(outputs: Readonly<Record<string, RuntimeTensor>>): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (name.startsWith('next.')) this.#tensors.set(name.slice('next.'.length), value);
    }
  }

  #set(name: string, data: Float32Array): void {
    this.#tensors.set(name, tensor(data, [data.length]));
  }
}

/** What `make` says of each vector of each network, by the vector's name. */
function eachVector<Value>(
  networks: Networks,
  make: (declaration: Declaration, vector: VectorName) => Value,
): [string, Value][] {
  return Object.entries(networks).flatMap(([network, declaration]) =>
    VECTORS.map((vector): [string, Value] => [inNetwork(network, vector), make(declaration, vector)]),
  );
}

function inNetwork(network: string, name: string): string {
  return network === '' ? name : `${network}.${name}`;
}
