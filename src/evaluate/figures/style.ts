import * as Plot from '@observablehq/plot';
import { FONT_FAMILY } from '../../draw/fonts.js';

/** What is measured. Vermilion, and thick: it stands out to every eye and in grey too. */
export const OURS = '#d55e00';

/**
 * What it is compared with: the other colours of Okabe and Ito, which stay apart for the colour-blind, darkened where
 * they are too light for lines on white. Where they come round again, the dashes differ.
 */
export const OTHERS = ['#0072b2', '#009e73', '#a8528a', '#2b2b2b', '#3c9fd0', '#b07f00'];
export const DASHES = ['none', '5 2.5', '1.5 2'];

export const INK = '#222';
export const FAINT = '#767676';

/** Of all figures, in units of the SVG: 9 points where the figure is printed at its own size. */
export const FONT_SIZE = 12;

export const PLOT_STYLE = { fontFamily: FONT_FAMILY, fontSize: `${FONT_SIZE}px`, background: 'white', color: INK };

/** Colour and dashes of the nth detector to compare with. */
export function lineStyle(index: number): { stroke: string; strokeDasharray: string } {
  return {
    stroke: OTHERS[index % OTHERS.length]!,
    strokeDasharray: DASHES[Math.floor(index / OTHERS.length) % DASHES.length]!,
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
    Plot.text([note ?? ''], { ...at, dy: -25, fill: FAINT }),
  ];
}
