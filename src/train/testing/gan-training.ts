import { staticShape, type Tensor } from '../../graph/index.js';
import { enlarge } from '../../image/enlarge.js';
import { DISCRIMINATOR_LOSS_WEIGHTS, GENERATOR_LOSS_WEIGHTS } from '../../losses/gan-objective.js';
import type { GanPreset } from '../../networks/gan-presets.js';
import { createRandom, normal, type Random, uniform } from '../../random/random.js';
import { type RuntimeTensor, tensor } from '../../runtime/session.js';
import { copyFromDevice } from '../device-copy.js';
import { declareGan, type GanStepSettings } from '../gan-steps.js';
import { openStep, type StepRun } from '../step-session.js';

/** As small as the networks can be, for speed. */
export const preset: GanPreset = {
  generator: {
    upsample: { features: 4, blocks: 1, upscaling: 4 },
    refinement: { features: 4, blocks: 1, wide: 4, block: 2 },
  },
  discriminator: { features: [4, 4, 8, 16, 16], heads: { deviation: 0.01 }, box: true, photo: true },
};
export const settings: GanStepSettings = {
  preset,
  pairs: 2,
  candidates: 2,
  larger: 0,
  generatorLoss: GENERATOR_LOSS_WEIGHTS,
  discriminatorLoss: DISCRIMINATOR_LOSS_WEIGHTS,
  adversarialForm: 'non-saturating',
  optimizer: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clipNorm: 10, muon: 0.95 },
  statisticsMomentum: 0.9,
};

const COUNT = settings.pairs + settings.candidates;

/** The state that both networks start from, and a batch of pictures. */
export function start(): Record<string, RuntimeTensor> {
  const random = createRandom(1);
  const inputs: Record<string, RuntimeTensor> = {};
  for (const [name, { parameters, statistics }] of Object.entries(declareGan(preset))) {
    const vector = (part: string, data: Float32Array) => {
      inputs[`${name}.${part}`] = tensor(data, [data.length]);
    };
    vector(
      'parameters',
      parameters.initialize(() => normal(random)),
    );
    for (const part of ['moment1', 'moment2', 'average']) vector(part, new Float32Array(parameters.length));
    vector(
      'statistics',
      statistics.initialize(() => 0),
    );
  }
  const faces = Float32Array.from({ length: COUNT }, (_, index) => 1 - (index % 2));
  const high = pictures(faces, random);
  const low = averaged(high);
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  const photo = () => tensor(enlarge(low, 16, 4, 'bilinear'), [COUNT, 3, 64, 64]);
  return {
    ...inputs,
    low: tensor(low, [COUNT, 3, 16, 16]),
    photo: photo(),
    enlarged: photo(),
    high: tensor(high.slice(0, settings.pairs * 3 * 64 ** 2), [settings.pairs, 3, 64, 64]),
    faces: tensor(faces, [COUNT, 1]),
    // Faces lie left of the middle, and are taller than wide.
    boxes: tensor(Float32Array.from(Array(COUNT).fill([-0.3, 0.1, 0.6, 0.9]).flat()), [COUNT, 4]),
    rate: scalar(3e-3),
    averaging: scalar(0.9),
  };
}

/** Grainy pictures [faces, 3, 64, 64] of stripes of any colour: faces across, non-faces down. */
function pictures(faces: Float32Array, random: Random): Float32Array {
  const planes = Array.from(faces).flatMap((face) =>
    [0, 1, 2].map(() => {
      const [phase, period, strength] = [uniform(random, 0, 6), uniform(random, 2, 4), uniform(random, 0.3, 0.7)];
      return Float32Array.from({ length: 64 ** 2 }, (_, index) => {
        const along = face === 1 ? Math.floor(index / 64) : index % 64;
        return strength * Math.sin(phase + along / period) + 0.1 * normal(random);
      });
    }),
  );
  return Float32Array.from(planes.flatMap((plane) => [...plane]));
}

/** The means of 4 × 4 pixels of planes of 64 × 64. */
function averaged(high: Float32Array): Float32Array {
  const low = new Float32Array(high.length / 16);
  high.forEach((value, index) => {
    const [plane, y, x] = [Math.floor(index / 4096), Math.floor(index / 64) % 64, index % 64];
    low[plane * 256 + (y >> 2) * 16 + (x >> 2)]! += value / 16;
  });
  return low;
}

/** What the super-resolution stage is given in place of `start`'s: no candidates. */
export function pairsAlone(): Record<string, RuntimeTensor> {
  const { pairs } = settings;
  return { low: tensor((start().low!.data as Float32Array).slice(0, pairs * 3 * 16 ** 2), [pairs, 3, 16, 16]) };
}

/**
 * Takes all of the steps in turns, as often as `rounds` says, always with the same batch.
 *
 * @returns what the first and the last round measured, what all did, and the inputs of the next round
 */
export async function train(
  steps: readonly Record<string, Tensor>[],
  rounds: number,
  { changed = {}, ...run }: { changed?: Record<string, RuntimeTensor> } & StepRun = {},
) {
  const sessions = await Promise.all(steps.map((step) => openStep(step, { ...run, threads: 1 })));
  let state: Record<string, RuntimeTensor> = { ...start(), ...changed };
  const said: Record<string, number>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const measured: Record<string, number> = {};
    for (const [index, session] of sessions.entries()) {
      state.step = tensor(Float32Array.of(round), []);
      const outputs = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, state[name]!])));
      for (const [name, value] of Object.entries(outputs)) {
        if (name.startsWith('next.')) state = { ...state, [name.slice('next.'.length)]: value };
        else if (staticShape(steps[index]![name]!.shape).length === 0)
          measured[steps.length > 1 ? `${index} ${name}` : name] = value.data[0] as number;
      }
    }
    said.push(measured);
  }
  const away = Object.fromEntries(Object.entries(state).filter(([, { location }]) => location !== 'cpu'));
  if (Object.keys(away).length > 0) state = { ...state, ...(await copyFromDevice(away)) };
  await Promise.all(sessions.map((session) => session.dispose()));
  return { first: said[0]!, last: said.at(-1)!, said, state };
}
