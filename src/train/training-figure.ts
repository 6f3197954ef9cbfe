import * as Plot from '@observablehq/plot';
import { FIGURE } from '../draw/palette.js';
import { newDocument, svgOf } from '../evaluate/figures/figure.js';
import { PLOT_STYLE } from '../evaluate/figures/style.js';
import type { MetricsLine } from './metrics.js';

const SIZE = { width: 560, height: 300 };

/**
 * A run's loss (each logged mean, and their moving average) or held-back score against its steps.
 *
 * @param name what to draw: a number of the log's lines, such as `loss` or `heldBackAP`
 * @returns SVG, or undefined where the log does not have it twice
 */
export function trainingFigure(lines: readonly MetricsLine[], name: string, label: string): string | undefined {
  const points = lines.flatMap((line) => (line[name] === undefined ? [] : [{ step: line.step, value: line[name] }]));
  if (points.length < 2) return undefined;
  const window = Math.max(1, Math.round(points.length / 40));
  const figure = Plot.plot({
    ...SIZE,
    document: newDocument(),
    style: PLOT_STYLE,
    marginLeft: 50,
    x: { label: 'step', grid: true },
    // The first steps' loss would flatten the rest.
    y: {
      label,
      grid: true,
      domain: [
        0,
        quantile(
          points.map(({ value }) => value),
          0.99,
        ) * 1.05,
      ],
    },
    clip: true,
    marks: [
      Plot.line(points, { x: 'step', y: 'value', stroke: FIGURE.faint, strokeWidth: 1 }),
      Plot.line(
        points,
        Plot.windowY({ k: window, anchor: 'end' }, { x: 'step', y: 'value', stroke: FIGURE.measured, strokeWidth: 2 }),
      ),
    ],
  });
  return svgOf(figure);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
