import * as Plot from '@observablehq/plot';
import { escapeXml, FONT_FAMILY } from '../../src/draw/fonts.js';
import { FIGURE } from '../../src/draw/palette.js';
import { newDocument } from '../../src/evaluate/figures/figure.js';
import { FONT_SIZE, PLOT_STYLE } from '../../src/evaluate/figures/style.js';
import { placeLabels } from './labels.js';
import { type Offer, paretoFront } from './pareto.js';

/** A contestant in the figure. */
export interface FigureEntry extends Offer {
  /** What has a colour and a symbol of its own: the detector. */
  readonly family: string;
  readonly ours: boolean;
  /** What stands beside the dot, as in `YuNet-n ×2`. */
  readonly label: string;
}

export interface FigurePanel {
  readonly title: string;
  readonly entries: readonly FigureEntry[];
}

const WIDTH = 460;
const HEIGHT = 380;
const MARGIN = { left: 50, right: 20, top: 40, bottom: 46 };
const FOOT = 28;

const OUR_SYMBOLS = ['star', 'hexagon'];
const OTHER_SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'wye', 'cross'];

/** Readable on a scale of logarithms. */
const TIME_TICKS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/**
 * Panels side by side: average precision against time (log scale) and the Pareto front, which joins the contestants
 * that no other beats in both.
 *
 * @returns SVG
 */
export function paretoFigure(panels: readonly FigurePanel[], timeLabel: string, footnote: string): string {
  const document = newDocument();
  const looks = looksOf(panels.flatMap(({ entries }) => entries));
  const width = WIDTH * panels.length;
  const height = HEIGHT + FOOT;
  const drawn = panels.map((panel, index) => {
    const plot = drawPanel(document, panel, looks, timeLabel);
    plot.setAttribute('x', String(index * WIDTH));
    return plot.outerHTML;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...drawn,
    `<text x="${MARGIN.left}" y="${height - 12}" font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" fill="${FIGURE.faint}">${escapeXml(footnote)}</text>`,
    '</svg>\n',
  ].join('\n');
}

/** A colour and a symbol for every detector, the same in all panels. */
function looksOf(entries: readonly FigureEntry[]): Pick<Plot.PlotOptions, 'color' | 'symbol'> {
  const families = (ours: boolean) => [
    ...new Set(entries.filter((entry) => entry.ours === ours).map(({ family }) => family)),
  ];
  const [own, others] = [families(true), families(false)];
  const domain = [...own, ...others];
  const cycle = <T>(items: readonly T[], count: number) =>
    Array.from({ length: count }, (_, i) => items[i % items.length]!);
  return {
    color: { domain, range: [...own.map(() => FIGURE.measured), ...cycle(FIGURE.others, others.length)] },
    symbol: { domain, range: [...cycle(OUR_SYMBOLS, own.length), ...cycle(OTHER_SYMBOLS, others.length)] },
  };
}

function drawPanel(
  document: Document,
  { title, entries }: FigurePanel,
  looks: Pick<Plot.PlotOptions, 'color' | 'symbol'>,
  timeLabel: string,
): Element {
  const domain = timeDomain(entries);
  const ticks = TIME_TICKS.filter((tick) => tick >= domain[0] && tick <= domain[1]);
  const scales: Plot.PlotOptions = {
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: {
      type: 'log',
      domain,
      label: timeLabel,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks,
      tickFormat: String,
    },
    y: { domain: precisionDomain(entries), label: null, tickFormat: '.2f', ticks: 6 },
    ...looks,
    style: PLOT_STYLE,
  };
  const front = paretoFront(entries);
  return Plot.plot({
    ...scales,
    marks: [
      Plot.gridX(ticks),
      Plot.gridY({ ticks: 6 }),
      Plot.frame({ stroke: FIGURE.faint }),
      Plot.line(front, { x: 'cost', y: 'value', stroke: FIGURE.faint, strokeWidth: 1.5, strokeDasharray: '4 3' }),
      Plot.dot(entries, { x: 'cost', y: 'value', fill: 'family', symbol: 'family', r: 5 }),
      ...labelled(entries, Plot.plot({ ...scales, marks: [Plot.dot(entries, { x: 'cost', y: 'value' })] })),
      Plot.text([title], { frameAnchor: 'top-left', dy: -22, fontSize: FONT_SIZE + 2, fontWeight: 'bold' }),
    ],
  });
}

/** The names beside the dots. `measured` is the same plot without them: it knows where the dots lie. */
function labelled(entries: readonly FigureEntry[], measured: Pick<Plot.Plot, 'scale'>): Plot.Markish[] {
  const [x, y] = [measured.scale('x')!, measured.scale('y')!];
  const dots = entries.map(({ cost, value, label }) => ({
    x: x.apply(cost) - MARGIN.left,
    y: y.apply(value) - MARGIN.top,
    text: label,
  }));
  const places = placeLabels(dots, WIDTH - MARGIN.left - MARGIN.right, HEIGHT - MARGIN.top - MARGIN.bottom);
  return entries.map((entry, index) => {
    const { dx, dy, anchor } = places[index]!;
    return Plot.text([entry], {
      x: 'cost',
      y: 'value',
      text: 'label',
      fill: FIGURE.ink,
      textAnchor: anchor,
      dx,
      dy,
      stroke: 'white',
      strokeWidth: 3,
    });
  });
}

/** With room for labels beside the fastest and the slowest. */
function timeDomain(entries: readonly FigureEntry[]): [number, number] {
  const costs = entries.map(({ cost }) => cost);
  return [Math.min(...costs) / 1.6, Math.max(...costs) * 1.6];
}

function precisionDomain(entries: readonly FigureEntry[]): [number, number] {
  const values = entries.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.15 * (most - least), 0.01);
  return [Math.max(0, least - margin), Math.min(1, most + margin)];
}
