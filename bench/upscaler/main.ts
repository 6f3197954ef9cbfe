/**
 * `npm run bench:upscaler -- --data DIR`: farface's generator beside UpscalerJS's esrgan models, on faces of training photos
 * that were held back. See bench/README.md.
 */
import { Command } from 'commander';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { holdBack } from '../../src/datasets/training-split.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { readVerificationFile } from '../../src/detect/verification-file.js';
import { InputError, messageOf } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { PerceptualDistance } from '../../src/evaluate/perceptual-distance.js';
import { degradeRegions } from '../../src/evaluate/regions.js';
import { columns } from '../../src/evaluate/table.js';
import { batchSettings, ganSettings, storedSide } from '../../src/train/gan-settings.js';
import { loadCandidates } from '../../src/train/region-data.js';
import { runBenchmark } from '../command.js';
import { compare, type Pair, type Result } from './compare.js';
import { loadEsrgan } from './esrgan.js';
import { BICUBIC, loadFarface } from './farface.js';
import { withPackages } from './install.js';
import { shrinkBicubic } from './shrink-bicubic.js';
import type { Upscaler } from './upscaler.js';

/** UpscalerJS's models, the smallest first. */
const MODELS = ['esrgan-slim', 'esrgan-medium', 'esrgan-thick'] as const;
const MODELS_VERSION = '1.0.0';

interface Flags {
  readonly data: string;
  readonly regions: string;
  readonly faces: number;
  readonly weights?: string;
  readonly threads: number;
}

async function bench({ data, regions, faces, weights, threads }: Flags): Promise<void> {
  // Pictures as the generator learnt them: regions, or the windows that one of native pixels draws.
  const { preset } = await readVerificationFile(weights, 'generator');
  const settings = ganSettings['super-resolution'].parse({ preset: preset.generator?.native ? 'native' : 'lite' });
  const { low, high: side } = batchSettings(settings);
  const { heldBack } = holdBack((await loadWiderFace(data, 'train')).photos);
  const candidates = await loadCandidates(heldBack, 'held-back', regions, settings.labels, {
    threads,
    side: storedSide(settings.preset),
  });
  const showFaces = candidates.filter(({ extent }) => extent);
  const degraded = await degradeRegions(showFaces, batchSettings(settings), faces);
  if (degraded.length === 0) throw new InputError(`${data}: no face there is large enough to be enlarged to`);
  const reduced = degraded.map(({ high }) => ({
    high,
    low: shrinkBicubic(high, side, side / low),
  }));

  const upscalers = [BICUBIC, ...(await loadFarface(weights, threads)), ...(await loadEsrgans())];
  print(`${degraded.length} faces of held-back training photos, ${low} → ${side} pixels`);
  await report('Blur, noise and JPEG as farface trains with, which esrgan has not seen', degraded, upscalers);
  await report('Bicubic down-sampling alone, usual for such models, which farface has not seen', reduced, upscalers);
  print(
    '\ndistance: of features of farface’s own discriminator, the smaller the more alike; no LPIPS, whose features learnt ImageNet',
  );
  print(`ms: medians, one face at a time; threads: ONNX Runtime ${threads}, TensorFlow.js (wasm) 1`);
  for (const upscaler of upscalers) await upscaler.dispose();
}

/** Those of UpscalerJS's models that run; why another does not is told. */
async function loadEsrgans(): Promise<Upscaler[]> {
  const packages = MODELS.map((model) => `@upscalerjs/${model}@${MODELS_VERSION}`);
  try {
    return await withPackages(packages, async (folder) => {
      const loaded: Upscaler[] = [];
      for (const model of MODELS) {
        try {
          loaded.push(await loadEsrgan(folder, model));
        } catch (error) {
          print(`${model} does not run: ${messageOf(error)}`);
        }
      }
      return loaded;
    });
  } catch (error) {
    print(`${MODELS.join(', ')} cannot be installed: ${messageOf(error)}`);
    return [];
  }
}

async function report(title: string, pairs: readonly Pair[], upscalers: readonly Upscaler[]): Promise<void> {
  const progress = createProgress(pairs.length, 'faces', true);
  const perceptual = await PerceptualDistance.load(1);
  const results = await compare(pairs, upscalers, perceptual, () => progress.advance()).finally(() => progress.stop());
  await perceptual.dispose();
  const row = ({ name, psnr, ssim, distance, milliseconds, processorMilliseconds }: Result) => [
    name,
    psnr.toFixed(2),
    ssim.toFixed(3),
    distance.toFixed(3),
    milliseconds.toFixed(1),
    processorMilliseconds.toFixed(1),
  ];
  print(`\n${title}:\n${columns([['', 'PSNR', 'SSIM', 'distance', 'ms', 'CPU ms'], ...results.map(row)])}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runBenchmark(
  new Command('bench:upscaler')
    .description("farface's generator beside UpscalerJS's esrgan models, on held-back faces.")
    .requiredOption('--data <folder>', 'WIDER FACE in its official layout')
    .option('--regions <folder>', 'where candidates are kept, as for farface train', 'out/regions')
    .addOption(numberOption('--faces <n>', 'how many, evenly spread', integerBetween(1, 10_000)).default(60))
    .option('--weights <file>', 'of the second stage (default: those that ship with farface)')
    .addOption(numberOption('--threads <n>', 'threads of ONNX Runtime', integerBetween(1, 256)).default(1))
    .action(bench),
);
