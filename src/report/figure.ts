import * as Plot from '@observablehq/plot';
import { FONT_FAMILY } from '../draw/fonts.js';
import { FIGURE } from '../draw/palette.js';
import { newDocument, svgOf } from '../evaluate/figures/figure.js';
import { FONT_SIZE } from '../evaluate/figures/style.js';
import { Html } from './html.js';
import type { Bar } from './totals.js';

const SIZE = { width: 460, height: 236 };

/** A histogram that takes the page's colours. `label` says what the ranges are of, `unit` what is counted. */
export function histogram(bars: readonly Bar[], label: string, unit: string): Html {
  const figure = Plot.plot({
    ...SIZE,
    document: newDocument(),
    marginTop: 22,
    marginRight: 4,
    marginBottom: 48,
    marginLeft: 4,
    style: { fontFamily: FONT_FAMILY, fontSize: `${FONT_SIZE}px`, background: 'transparent', color: 'currentColor' },
    ariaLabel: `${label}: ${bars.map(({ name, count }) => `${name}: ${count} ${unit}`).join('; ')}`,
    x: {
      domain: bars.map(({ name }) => name),
      label,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 40,
      tickSize: 0,
    },
    y: { axis: null },
    marks: [
      Plot.barY(bars, { x: 'name', y: 'count', fill: FIGURE.measured, insetLeft: 2, insetRight: 2 }),
      Plot.text(bars, {
        x: 'name',
        y: 'count',
        text: ({ count }: Bar) => count.toLocaleString('en'),
        lineAnchor: 'bottom',
        dy: -4,
      }),
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
    ],
  });
  figure.setAttribute('role', 'img');
  return new Html(svgOf(figure));
}
