import * as Plot from '@observablehq/plot';
import { FIGURE } from '../../draw/palette.js';
import type { PublishedCurve } from './baselines.js';
import { newDocument, svgOf } from './figure.js';
import { placeMarkers } from './markers.js';
import { lineStyle, PLOT_STYLE, type Title, titleMarks } from './style.js';

/** A curve and the detector it is of. */
export interface NamedCurve extends PublishedCurve {
  readonly name: string;
}

const WIDTH = 580;
const HEIGHT = 396;
const MARGIN = { top: 50, right: 204, bottom: 44, left: 48 };
const PLOT_WIDTH = WIDTH - MARGIN.left - MARGIN.right;
const PLOT_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom;
const ROW = 19;

/**
 * Precision against recall: the detector measured, in colour, among others. Each curve carries a number; the names stand
 * beside the plot, the best average precision first.
 *
 * @returns SVG
 */
export function precisionRecallFigure(title: Title, measured: NamedCurve, others: readonly NamedCurve[]): string {
  const drawn = [
    // Colours stay with the detectors from figure to figure, whatever their rank.
    ...others.map((curve, index) => ({ curve, ours: false, style: lineStyle(index) })),
    { curve: measured, ours: true, style: { stroke: FIGURE.measured, strokeDasharray: 'none' } },
  ];
  const ranked = drawn.toSorted((a, b) => b.curve.ap - a.curve.ap);
  const places = placeMarkers(
    ranked.map(({ curve }) =>
      curve.recall.map((recall, point) => [recall * PLOT_WIDTH, curve.precision[point]! * PLOT_HEIGHT] as const),
    ),
  );
  const plot = Plot.plot({
    document: newDocument(),
    width: WIDTH,
    height: HEIGHT,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    style: PLOT_STYLE,
    x: { domain: [0, 1], label: 'Recall', labelAnchor: 'center', labelArrow: 'none', ticks: 5, labelOffset: 38 },
    y: { domain: [0, 1], label: 'Precision', labelAnchor: 'center', labelArrow: 'none', ticks: 5, labelOffset: 42 },
    marks: [
      Plot.gridX({ stroke: FIGURE.grid, strokeOpacity: 1, ticks: 5 }),
      Plot.gridY({ stroke: FIGURE.grid, strokeOpacity: 1, ticks: 5 }),
      ...titleMarks(title),
      Plot.text(['AP'], {
        frameAnchor: 'top-right',
        textAnchor: 'end',
        dx: MARGIN.right - 6,
        dy: -16,
        fill: FIGURE.faint,
      }),
      ...drawn.map(({ curve, ours, style }) =>
        Plot.line(curve.recall, { x: curve.recall, y: curve.precision, ...style, strokeWidth: ours ? 3 : 1.4 }),
      ),
      ...ranked.flatMap(({ curve, ours, style }, rank) => {
        const [x, y] = places[rank]!;
        const at = { x: [x / PLOT_WIDTH], y: [y / PLOT_HEIGHT] };
        const row = { frameAnchor: 'top-right', dy: rank * ROW + 4 } as const;
        const weight = ours ? 'bold' : 'normal';
        return [
          Plot.dot([0], { ...at, r: 7.5, fill: style.stroke, stroke: 'white' }),
          Plot.text([String(rank + 1)], { ...at, fill: 'white', fontSize: 10, fontWeight: 'bold' }),
          Plot.dot([0], { ...row, dx: 16, dy: row.dy + 5, r: 7.5, fill: style.stroke }),
          Plot.text([String(rank + 1)], {
            ...row,
            textAnchor: 'middle',
            dx: 16,
            fill: 'white',
            fontSize: 10,
            fontWeight: 'bold',
          }),
          Plot.text([curve.name], {
            ...row,
            textAnchor: 'start',
            dx: 30,
            fontWeight: weight,
            fill: FIGURE.ink,
            lineWidth: 12,
            textOverflow: 'ellipsis-end',
          }),
          Plot.text([curve.ap.toFixed(3)], { ...row, textAnchor: 'end', dx: MARGIN.right - 6, fontWeight: weight }),
        ];
      }),
    ],
  });
  return svgOf(plot);
}
