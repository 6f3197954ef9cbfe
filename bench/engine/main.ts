/**
 * `npm run bench:engine`: how fast the engine trains, as shares of what ONNX Runtime reaches in one large matrix product in
 * the same run, with TensorFlow.js's WebAssembly backend beside it.
 */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { detectFields } from '../../src/detect/options.js';
import { InputError } from '../../src/errors/errors.js';
import {
  convolution,
  differentiate,
  Graph,
  matrixProduct,
  multiply,
  multiplyAdds,
  reduceSum,
} from '../../src/graph/index.js';
import { DEVICES, type Device } from '../../src/platform/port.js';
import { runBenchmark } from '../command.js';
import { type On, timeGraph } from './measure.js';
import { profile } from './profile.js';
import { profiledTrainingStep, timeTrainingStep, trainingInputs } from './training-step.js';
import { wasmForward } from './wasm.js';

export interface Layer {
  readonly batch: number;
  readonly channels: number;
  readonly features: number;
  readonly side: number;
  readonly stride: 1 | 2;
}

/** 3 × 3 convolutions of the proposal network, for 8 crops of 320 × 320. */
const LAYERS: readonly Layer[] = [
  { batch: 8, channels: 3, features: 16, side: 320, stride: 2 },
  { batch: 8, channels: 16, features: 32, side: 160, stride: 2 },
  { batch: 8, channels: 32, features: 32, side: 80, stride: 1 },
  { batch: 8, channels: 40, features: 40, side: 80, stride: 1 },
  { batch: 8, channels: 64, features: 64, side: 40, stride: 1 },
  { batch: 8, channels: 96, features: 96, side: 20, stride: 1 },
  { batch: 8, channels: 128, features: 128, side: 10, stride: 1 },
];

const MATRIX_SIDE = 2048;
/** What the whole step should reach of the matrix product's rate. */
const GOAL = 0.45;

/** What a processor that imitates graphics gets through. */
const SMALL = { matrixSide: 256, shrink: 8 } as const;

interface Options {
  readonly threads?: number;
  readonly device?: Device;
  readonly small?: boolean;
  readonly profile?: boolean;
}

async function main({
  threads = availableParallelism(),
  device,
  small = false,
  profile = false,
}: Options): Promise<void> {
  if (profile) return await printProfile(threads);
  for (const one of device === undefined ? (['cpu', 'webgpu'] as const) : [device]) {
    try {
      await printDevice({ threads, device: one }, small);
    } catch (error) {
      // Without a name, what is not there is passed over.
      if (device !== undefined || !(error instanceof InputError)) throw error;
      print(`\n${error.message}`);
    }
  }
}

async function printDevice(on: On, small: boolean): Promise<void> {
  const matrixSide = small ? SMALL.matrixSide : MATRIX_SIDE;
  const ceiling = await matrixRate(on, matrixSide);
  print(
    `${on.device}, ${on.threads} threads; GFLOPS, and share of a ${matrixSide}³ matrix product in ONNX Runtime there (${ceiling.toFixed(1)} GFLOPS)\n`,
  );
  const cell = (rate: number) =>
    `${rate.toFixed(rate < 10 ? 1 : 0).padStart(5)} ${percent(rate / ceiling).padStart(5)}`;
  const titles = ['forward', 'to input', 'to weights'].map((title) => title.padStart(12)).join('');
  print(`${'3 × 3 convolution'.padEnd(28)}${titles}${on.device === 'cpu' ? '   wasm forward' : ''}`);
  for (const layer of small ? LAYERS.map(shrunk) : LAYERS) {
    const { batch, channels, features, side, stride } = layer;
    const [forward, toInput, toWeights] = await layerRates(layer, on);
    const wasm = on.device === 'cpu' ? `   ${(await wasmForward(layer)).toFixed(0).padStart(5)}` : '';
    const title = `${batch} × ${channels} × ${side}² → ${features}${stride === 2 ? ', stride 2' : ''}`;
    print(`${title.padEnd(28)} ${cell(forward)} ${cell(toInput)} ${cell(toWeights)}${wasm}`);
  }
  const step = await timeTrainingStep(on, small);
  const share = step.rate / ceiling;
  print(
    `\nwhole training step of the proposal network: ${step.milliseconds.toFixed(0)} ms, ${(step.operations / 1e9).toFixed(1)} GFLOP, ` +
      `${step.rate.toFixed(1)} GFLOPS, ${percent(share)} of the matrix product (goal ${percent(GOAL)}: ${share >= GOAL ? 'met' : 'missed'})\n`,
  );
}

/** A layer for one crop, an eighth as wide and high. */
function shrunk(layer: Layer): Layer {
  return { ...layer, batch: 1, side: 2 * Math.ceil(layer.side / SMALL.shrink / 2) };
}

/** Where the time of a training step goes. */
async function printProfile(threads: number): Promise<void> {
  const times = await profile((prefix) => profiledTrainingStep(threads, prefix), trainingInputs());
  const sum = times.reduce((total, { milliseconds }) => total + milliseconds, 0);
  print(`${threads} threads; a training step of the proposal network, ${sum.toFixed(0)} ms in its operations\n`);
  print(`${'operation'.padEnd(24)} count       ms  share`);
  for (const { operation, count, milliseconds } of times) {
    const numbers = `${String(count).padStart(5)} ${milliseconds.toFixed(1).padStart(8)} ${percent(milliseconds / sum).padStart(6)}`;
    print(`${operation.padEnd(24)} ${numbers}`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function matrixRate(on: On, length: number): Promise<number> {
  const graph = new Graph();
  const side = [length, length];
  const product = matrixProduct(graph.input('a', side), graph.input('b', side));
  return gigaflops(2 * length ** 3, await timeGraph({ product }, on));
}

/** Rates of the forward pass and of the gradients to input and weights. */
async function layerRates(
  { batch, channels, features, side, stride }: Layer,
  on: On,
): Promise<[number, number, number]> {
  const graph = new Graph();
  const x = graph.input('x', [batch, channels, side, side]);
  const weight = graph.input('weight', [features, channels, 3, 3]);
  const y = convolution(x, weight, { stride });
  const upstream = graph.input('upstream', y.shape);
  const [toInput, toWeights] = differentiate(reduceSum(multiply(y, upstream)), [x, weight]);
  const rates: number[] = [];
  for (const wanted of [y, toInput!, toWeights!]) {
    rates.push(gigaflops(2 * multiplyAdds([y]), await timeGraph({ wanted }, on)));
  }
  return rates as [number, number, number];
}

export function gigaflops(operations: number, milliseconds: number): number {
  return operations / milliseconds / 1e6;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

await runBenchmark(
  new Command('bench:engine')
    .description('How fast the engine trains, beside a large matrix product and TensorFlow.js')
    .addOption(numberOption('--threads <number>', 'threads of ONNX Runtime (default: all cores)', detectFields.threads))
    .addOption(
      new Option('--device <device>', 'what runs it (default: the CPU, and WebGPU where there is one)').choices(
        DEVICES,
      ),
    )
    .option('--small', 'a matrix of 256 and single small crops, for a processor that imitates graphics')
    .option('--profile', 'only where the time of a training step goes, by kind of operation')
    .action(main),
);
