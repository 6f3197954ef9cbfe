import type { Weights } from '../networks/parameters.js';
import type { Declaration } from '../networks/training-layers.js';
import { createRandom, normal } from '../random/random.js';
import { type RuntimeTensor, tensor } from '../runtime/session.js';
import { type LossScales, loadCheckpoint } from './checkpoint.js';
import { copyFromDevice } from './device-copy.js';
import { LossScale } from './loss-scale.js';
import { VECTORS, type VectorName } from './trained-network.js';

/** Stands before the names of the state in a step's outputs. */
const NEXT = 'next.';

/** What of a step's outputs may stay in the device's memory: the state, which is an input of the next step. */
export function keptOnDevice(step: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(step).filter((name) => name.startsWith(NEXT));
}

/** The networks that a run trains, by name. The only one of a run may be '': its vectors have no name before theirs. */
export type Networks = Readonly<Record<string, Declaration>>;

/** Everything that steps change: each network's parameters, moments, averages and statistics, `generator.parameters` … */
export class TrainingState {
  readonly #tensors = new Map<string, RuntimeTensor>();
  readonly #lossScales: Map<string, LossScale>;

  private constructor(
    private readonly networks: Networks,
    vectors: Iterable<readonly [string, Float32Array]>,
    /** Steps done, and hours spent, before this run. */
    readonly step = 0,
    readonly hours = 0,
    lossScales: LossScales = {},
  ) {
    this.#lossScales = new Map(Object.entries(lossScales).map(([network, state]) => [network, new LossScale(state)]));
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
    const { step, hours, state, lossScales } = await loadCheckpoint(path, lengths);
    return new TrainingState(networks, state, step, hours, lossScales);
  }

  /** For the inputs of a step. */
  get tensors(): Record<string, RuntimeTensor> {
    return Object.fromEntries(this.#tensors);
  }

  /** Brings what steps left in a device's memory into that of the CPU, for `vectors` and `weights`. */
  async fetch(): Promise<void> {
    const away = [...this.#tensors].filter(([, { location }]) => location !== 'cpu');
    if (away.length === 0) return;
    const copies = await copyFromDevice(Object.fromEntries(away));
    for (const [name, tensor] of away) {
      this.#tensors.set(name, copies[name]!);
      tensor.dispose();
    }
  }

  /** For a checkpoint; where steps run on a device of its own memory, after `fetch`. */
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

  /** By what the loss of that network's steps is scaled, where they compute in half precision. */
  lossScale(network: string): LossScale {
    const scale = this.#lossScales.get(network) ?? new LossScale();
    this.#lossScales.set(network, scale);
    return scale;
  }

  /** For a checkpoint. */
  get lossScales(): LossScales {
    return Object.fromEntries([...this.#lossScales].map(([network, { state }]) => [network, state]));
  }

  /** Leaves what a step put out as `next.…`: it does not count. */
  discard(outputs: Readonly<Record<string, RuntimeTensor>>): void {
    for (const tensor of Object.values(outputs)) if (tensor.location !== 'cpu') tensor.dispose();
  }

  /** Takes over what a step put out as `next.…`. */
  update(outputs: Readonly<Record<string, RuntimeTensor>>): void {
    for (const [output, value] of Object.entries(outputs)) {
      if (!output.startsWith(NEXT)) continue;
      const name = output.slice(NEXT.length);
      const before = this.#tensors.get(name);
      if (before && before.location !== 'cpu') before.dispose();
      this.#tensors.set(name, value);
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
