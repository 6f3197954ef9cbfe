import { performance } from 'node:perf_hooks';
import { psnr, ssim } from '../../src/evaluate/image-quality.js';
import type { PerceptualDistance } from '../../src/evaluate/perceptual-distance.js';
import { median } from '../detect/statistics.js';
import type { Upscaler } from './upscaler.js';

/** A small picture, `[3, side, side]`, and what it was before, of four times the side, 0 to 255. */
export interface Pair {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** How an upscaler did. */
export interface Result {
  readonly name: string;
  /** Means over the pictures; PSNR in decibels. */
  readonly psnr: number;
  readonly ssim: number;
  /** Mean of `PerceptualDistance`: the smaller the better. */
  readonly distance: number;
  /** Medians, of one picture. */
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
}

/** Lets upscalers draw the same pictures, one at a time, in turns, so that what else the machine does falls on all alike. */
export async function compare(
  pairs: readonly Pair[],
  upscalers: readonly Upscaler[],
  perceptual: PerceptualDistance,
  onPair?: () => void,
): Promise<Result[]> {
  const measured = upscalers.map(() => ({
    psnr: [] as number[],
    ssim: [] as number[],
    distance: [] as number[],
    milliseconds: [] as number[],
    processor: [] as number[],
  }));
  // The first picture is slower than the others.
  for (const upscaler of upscalers) await upscaler.upscale(pairs[0]!.low);
  for (const { low, high } of pairs) {
    for (const [i, upscaler] of upscalers.entries()) {
      const [start, processor] = [performance.now(), process.cpuUsage()];
      const drawn = await upscaler.upscale(low);
      const { user, system } = process.cpuUsage(processor);
      measured[i]!.milliseconds.push(performance.now() - start);
      measured[i]!.processor.push((user + system) / 1000);
      measured[i]!.psnr.push(psnr(drawn, high));
      measured[i]!.ssim.push(ssim(drawn, high, Math.sqrt(high.length / 3)));
      measured[i]!.distance.push(await perceptual.between(drawn, high));
    }
    onPair?.();
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return measured.map((values, i) => ({
    name: upscalers[i]!.name,
    psnr: mean(values.psnr),
    ssim: mean(values.ssim),
    distance: mean(values.distance),
    milliseconds: median(values.milliseconds),
    processorMilliseconds: median(values.processor),
  }));
}
