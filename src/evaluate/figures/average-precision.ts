import * as Plot from '@observablehq/plot';
import { FIGURE } from '../../draw/palette.js';
import { newDocument, svgOf } from './figure.js';
import { spread } from './spread.js';
import { FONT_SIZE, lineStyle, PLOT_STYLE, type Title, titleMarks } from './style.js';

/** A detector's values in each range of heights, 0 to 1; NaN where there is none. */
export interface NamedValues {
  readonly name: string;
  readonly values: readonly number[];
}

/** What the figure shows of the detector that was measured. */
export interface MeasuredHeights {
  readonly detector: string;
  /** `[ranges]`, as in `8–12`. */
  readonly ranges: readonly string[];
  /** `[ranges]`, how many faces there are. */
  readonly faces: readonly number[];
  /** `[ranges]`, average precision. */
  readonly averagePrecision: readonly number[];
  /** The share of faces found at one score threshold, `[ranges]`, and the precision that it gives. */
  readonly found?: { readonly values: readonly number[]; readonly precision: number };
}

const WIDTH = 580;
const HEIGHT = 396;
const MARGIN = { top: 50, right: 150, bottom: 66, left: 48 };
/** Longer names of detectors are cut off. */
const LABEL_EMS = 13;
const PLOT_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom;

/**
 * Average precision against face height: how tall must a face be to be found? With it the recall at one threshold, and
 * other detectors where their values are known.
 *
 * @returns SVG
 */
export function heightFigure(title: Title, measured: MeasuredHeights, others: readonly NamedValues[]): string {
  const { ranges, faces, averagePrecision, found, detector } = measured;
  const lines = [
    ...others.map(({ name, values }, index) => ({
      name,
      values,
      width: 1.4,
      symbol: 'circle' as const,
      ...lineStyle(index),
    })),
    ...(found
      ? [
          {
            name: `found at precision ${found.precision}`,
            values: found.values,
            width: 2,
            symbol: 'square' as const,
            stroke: FIGURE.measured,
            strokeDasharray: '4 3',
          },
        ]
      : []),
    {
      name: detector,
      values: averagePrecision,
      width: 3,
      symbol: 'circle' as const,
      stroke: FIGURE.measured,
      strokeDasharray: 'none',
    },
  ];
  const ends = lines.map(({ values }) => values.findLast((value) => !Number.isNaN(value)) ?? 0);
  const labels = spread(
    ends.map((value) => (1 - value) * PLOT_HEIGHT),
    FONT_SIZE + 4,
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
      type: 'point',
      domain: ranges,
      label: 'Face height, pixels',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 60,
      tickSize: 0,
      padding: 0.4,
    },
    y: {
      domain: [0, 1],
      label: found ? 'AP; share found' : 'AP',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: 5,
      labelOffset: 42,
    },
    marks: [
      Plot.gridY({ stroke: FIGURE.grid, strokeOpacity: 1, ticks: 5 }),
      ...titleMarks(title),
      Plot.text(ranges, {
        x: ranges,
        text: faces.map((count) => count.toLocaleString('en')),
        frameAnchor: 'bottom',
        dy: 34,
        fill: FIGURE.faint,
        fontSize: FONT_SIZE - 1,
      }),
      Plot.text(['faces'], {
        frameAnchor: 'bottom-left',
        textAnchor: 'end',
        dx: -8,
        dy: 34,
        fill: FIGURE.faint,
        fontSize: FONT_SIZE - 1,
      }),
      ...lines.flatMap(({ name, values, width, symbol, stroke, strokeDasharray }, index) => [
        Plot.line(values, { x: ranges, y: values, stroke, strokeDasharray, strokeWidth: width }),
        Plot.dot(values, { x: ranges, y: values, fill: stroke, stroke: 'white', symbol, r: width + 2 }),
        Plot.text([name], {
          frameAnchor: 'top-right',
          lineAnchor: 'middle',
          textAnchor: 'start',
          lineWidth: LABEL_EMS,
          textOverflow: 'ellipsis-end',
          dx: 4,
          dy: labels[index]!,
          fill: stroke,
          fontWeight: index === lines.length - 1 ? 'bold' : 'normal',
        }),
      ]),
      Plot.text(ranges, {
        x: ranges,
        y: averagePrecision,
        text: averagePrecision.map((value) => (Number.isNaN(value) ? '' : value.toFixed(2))),
        dy: -14,
        fontWeight: 'bold',
        fill: FIGURE.ink,
        stroke: 'white',
        strokeWidth: 4,
      }),
    ],
  });
  return svgOf(plot);
}
