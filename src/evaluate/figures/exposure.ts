import * as Plot from '@observablehq/plot';
import { FIGURE } from '../../draw/palette.js';
import { type Exposure, exposureAt, thresholdFor } from '../exposure.js';
import { HEIGHT_RANGES, rangeName } from '../heights.js';
import { newDocument, svgOf } from './figure.js';
import { spread } from './spread.js';
import { FONT_SIZE, lineStyle, PLOT_STYLE, type Title, titleMarks } from './style.js';

const WIDTH = 580;
const HEIGHT = 396;
const MARGIN = { top: 50, right: 90, bottom: 44, left: 48 };
const PLOT_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom;

/** False masks a photo at which the curve is drawn: octaves and what lies between. */
const LEAST = 0.125;
const MOST = 16;
const STEPS = 4;
const ALLOWED = Array.from({ length: Math.log2(MOST / LEAST) * STEPS + 1 }, (_, step) => LEAST * 2 ** (step / STEPS));

/**
 * The share of faces that stay visible against false masks a photo (log scale), over all heights and for each range.
 *
 * @returns SVG
 */
export function exposureFigure(title: Title, exposure: Exposure): string {
  const points = ALLOWED.map((allowed) => exposureAt(exposure, thresholdFor(exposure, allowed)));
  const all = {
    name: 'all',
    values: points.map(({ exposed }) => exposed),
    stroke: FIGURE.measured,
    strokeDasharray: 'none',
    width: 3,
  };
  const ranges = HEIGHT_RANGES.map((range, index) => ({
    name: `${rangeName(range)} px`,
    values: points.map((point) => point.ranges[index]!),
    width: 1.4,
    ...lineStyle(index),
  }));
  const lines = [...ranges, all].filter(({ values }) => values.every((value) => !Number.isNaN(value)));
  const labels = spread(
    lines.map(({ values }) => (1 - values.at(-1)!) * PLOT_HEIGHT),
    FONT_SIZE + 2,
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
    x: {
      type: 'log',
      domain: [LEAST, MOST],
      label: 'False masks a photo',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: [0.125, 0.25, 0.5, 1, 2, 4, 8, 16],
      tickFormat: String,
      labelOffset: 38,
    },
    y: { domain: [0, 1], label: 'Exposed', labelAnchor: 'center', labelArrow: 'none', ticks: 5, labelOffset: 42 },
    marks: [
      Plot.gridX([0.125, 0.25, 0.5, 1, 2, 4, 8, 16], { stroke: FIGURE.grid, strokeOpacity: 1 }),
      Plot.gridY({ stroke: FIGURE.grid, strokeOpacity: 1, ticks: 5 }),
      ...titleMarks(title),
      ...lines.map(({ values, stroke, strokeDasharray, width }) =>
        Plot.line(ALLOWED, { x: ALLOWED, y: [...values], stroke, strokeDasharray, strokeWidth: width }),
      ),
      ...lines.map(({ name, stroke, width }, index) =>
        Plot.text([name], {
          frameAnchor: 'top-right',
          textAnchor: 'start',
          dx: 6,
          dy: labels[index]!,
          lineAnchor: 'middle',
          fill: width > 2 ? FIGURE.ink : stroke,
          fontWeight: width > 2 ? 'bold' : 'normal',
        }),
      ),
    ],
  });
  return svgOf(plot);
}
