import * as Plot from '@observablehq/plot';
import { FONT_FAMILY } from '../../draw/fonts.js';
import { FIGURE } from '../../draw/palette.js';

export const DASHES = ['none', '5 2.5', '1.5 2'];

/** Of all figures, in units of the SVG: 9 points where the figure is printed at its own size. */
export const FONT_SIZE = 12;

export const PLOT_STYLE = {
  fontFamily: FONT_FAMILY,
  fontSize: `${FONT_SIZE}px`,
  background: 'white',
  color: FIGURE.ink,
};

/** Colour and dashes of the nth detector to compare with. */
export function lineStyle(index: number): { stroke: string; strokeDasharray: string } {
  return {
    stroke: FIGURE.others[index % FIGURE.others.length]!,
    strokeDasharray: DASHES[Math.floor(index / FIGURE.others.length) % DASHES.length]!,
  };
}

/** What stands above a figure. */
export interface Title {
  readonly main: string;
  /** The part of the data set that was scored, and other things that a reader must not miss. */
  readonly note?: string;
}

/** The title's two lines, in a top margin of at least 50. */
export function titleMarks({ main, note }: Title): Plot.Markish[] {
  const at = { frameAnchor: 'top-left', lineAnchor: 'top' } as const;
  return [
    Plot.text([main], { ...at, dy: -44, fontSize: FONT_SIZE + 2, fontWeight: 'bold' }),
    Plot.text([note ?? ''], { ...at, dy: -25, fill: FIGURE.faint }),
  ];
}
