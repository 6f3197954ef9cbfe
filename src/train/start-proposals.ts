import type { Weights, WeightTensor } from '../networks/parameters.js';
import { architectureOf, type ProposalArchitecture, STRIDES } from '../networks/proposal-architecture.js';
import { declareProposals } from './proposal-step.js';
import type { TrainingState } from './training-state.js';

/** Which channels a convolution reads, and which it writes: convolutions that are added up write the same. */
interface Wiring {
  readonly from: string;
  readonly to: string;
}

/**
 * Lets a proposal network begin as one of another architecture that is trained already (Chen et al. 2016, *Net2Net*, for
 * what is added):
 * - channels that it has more are drawn anew, and what reads them begins with kernels of 0;
 * - of channels that it has fewer those stay that weigh most, by what is put out there and by the kernels that read it;
 * - residual blocks that it has more begin as the identity;
 * - convolutions that read other channels than their namesake are drawn anew.
 * So a network that is larger everywhere says the same as the one that it begins as.
 *
 * @param state of a run of the architecture that has not begun
 */
export function startProposals(trained: Weights, architecture: ProposalArchitecture, state: TrainingState): void {
  const before = architectureOf(trained);
  const [old, own] = [wiring(before), wiring(architecture)];
  const { parameters, statistics } = declareProposals(architecture);
  const start = {
    parameters: state.vectors.get('parameters')!.slice(),
    statistics: state.vectors.get('statistics')!.slice(),
  };
  const target = new Map([...parameters.unpack(start.parameters), ...statistics.unpack(start.statistics)]);
  const widths = channelCounts(own, target);
  const kept = new Map(
    [...channelCounts(old, trained)].map(([name, width]) => {
      const ranked = Array.from({ length: width }, (_, channel) => channel);
      const most = widths.get(name) ?? width;
      if (width <= most) return [name, ranked];
      const weight = channelWeights(name, width, old, trained);
      return [
        name,
        ranked
          .sort((a, b) => weight[b]! - weight[a]!)
          .slice(0, most)
          .sort((a, b) => a - b),
      ];
    }),
  );
  for (const [name, { from, to }] of own) {
    const namesake = old.get(name);
    if (namesake?.from === from && namesake.to === to)
      copyConvolution(name, trained, target, kept.get(from)!, kept.get(to)!);
    else if (/\.block\d+\.conv2$/.test(name)) target.get(`${name}.norm.weight`)!.data.fill(0);
  }
  state.startFrom('', start.parameters, start.statistics);
}

function wiring({ blocks, branchConvolutions }: ProposalArchitecture): Map<string, Wiring> {
  const map = new Map<string, Wiring>([['stem.conv1', { from: 'pixels', to: 'stem' }]]);
  for (const [index, stride] of STRIDES.entries()) {
    const stage = `stage${stride}`;
    if (index === 0) map.set('stem.conv2', { from: 'stem', to: stage });
    else map.set(`${stage}.down`, { from: `stage${STRIDES[index - 1]}`, to: stage });
    for (let block = 1; block <= blocks[index]!; block += 1) {
      const name = `${stage}.block${block}`;
      map.set(`${name}.conv1`, { from: stage, to: name });
      map.set(`${name}.conv2`, { from: name, to: stage });
    }
    map.set(`lateral${stride}`, { from: stage, to: 'pyramid' });
    let from = 'pyramid';
    for (let number = 1; number <= branchConvolutions[index]!; number += 1) {
      const to = `branch${stride}.${number}`;
      map.set(`branch${stride}.conv${number}`, { from, to });
      from = to;
    }
    for (const output of ['score', 'box']) map.set(`branch${stride}.${output}`, { from, to: output });
  }
  return map;
}

/** How many channels there are of each kind. */
function channelCounts(wires: ReadonlyMap<string, Wiring>, weights: Weights): Map<string, number> {
  return new Map(
    [...wires].flatMap(([name, { from, to }]) => {
      const [features, channels] = weights.get(`${name}.weight`)!.shape as [number, number];
      return [
        [from, channels],
        [to, features],
      ] as const;
    }),
  );
}

/** Σ scale² of what writes a channel · Σ kernel² of what reads it. */
function channelWeights(
  space: string,
  width: number,
  wires: ReadonlyMap<string, Wiring>,
  weights: Weights,
): Float64Array {
  const [written, read] = [new Float64Array(width), new Float64Array(width)];
  for (const [name, { from, to }] of wires) {
    const scales = to === space ? weights.get(`${name}.norm.weight`) : undefined;
    for (const [channel, scale] of scales?.data.entries() ?? []) written[channel]! += scale ** 2;
    if (from !== space) continue;
    const { shape, data } = weights.get(`${name}.weight`)!;
    const area = shape[2]! * shape[3]!;
    for (const [index, value] of data.entries()) read[Math.floor(index / area) % width]! += value ** 2;
  }
  return written.map((value, channel) => value * read[channel]!);
}

/** Kernel, bias and normalisation, as far as both have the channels; what reads channels that are new begins at 0. */
function copyConvolution(
  name: string,
  trained: Weights,
  target: Weights,
  from: readonly number[],
  to: readonly number[],
): void {
  const [source, kernel] = [trained.get(`${name}.weight`)!, target.get(`${name}.weight`)!];
  const [area, channels, sourceChannels] = [kernel.shape[2]! * kernel.shape[3]!, kernel.shape[1]!, source.shape[1]!];
  for (const [feature, oldFeature] of to.entries()) {
    kernel.data.fill(0, feature * channels * area, (feature + 1) * channels * area);
    for (const [channel, oldChannel] of from.entries()) {
      const start = (oldFeature * sourceChannels + oldChannel) * area;
      kernel.data.set(source.data.subarray(start, start + area), (feature * channels + channel) * area);
    }
  }
  for (const part of ['bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var']) {
    const vector = target.get(`${name}.${part}`);
    if (vector) copyVector(vector, trained.get(`${name}.${part}`)!, to);
  }
}

function copyVector(vector: WeightTensor, source: WeightTensor, channels: readonly number[]): void {
  for (const [channel, old] of channels.entries()) vector.data[channel] = source.data[old]!;
}
