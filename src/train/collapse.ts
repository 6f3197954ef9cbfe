import type { MetricsLine } from './metrics.js';

/** Lines of metrics in a row that must agree: batches are small, and one line says little. */
const LINES = 4;

/**
 * What is wrong between generator and discriminator, by the last lines of a run's log; undefined while they keep each other
 * busy. A discriminator that tells all images leaves no adversarial gradient that helps (Goodfellow et al. 2014, section
 * 3); one that tells none has nothing to say.
 */
export function collapseWarning(lines: readonly MetricsLine[]): string | undefined {
  const last = lines.filter((line) => line['discriminator.realAccuracy'] !== undefined).slice(-LINES);
  if (last.length < LINES) return undefined;
  const all = (holds: (real: number, generated: number, gradient: number) => boolean) =>
    last.every((line) =>
      holds(
        line['discriminator.realAccuracy']!,
        line['discriminator.generatedAccuracy']!,
        line['generator.gradientNorm']!,
      ),
    );
  if (all((_, __, gradient) => gradient < 1e-5))
    return 'the generator gets next to no gradient: it has stopped learning';
  if (all((real, generated) => Math.min(real, generated) > 0.99))
    return 'the discriminator tells every image, so the adversarial loss teaches little: lower discriminatorRate';
  if (all((real, generated) => Math.min(real, generated) < 0.01))
    return 'the discriminator takes all images for the same: raise discriminatorRate';
  return undefined;
}
