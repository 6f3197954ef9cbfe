/**
 * The colours of all that farface shows: pages, reports, figures, sheets and frames. Those that mean different things stay
 * apart for the colour-blind too (palette.test.ts). Source: M. Okabe and K. Ito, "Color Universal Design", 2008.
 */

/** Of pages, by what they are for. All text has a contrast of 4.5 at least on what it stands on (WCAG AA). */
export const PAGE = {
  light: {
    paper: '#f6f6f4',
    card: '#ffffff',
    ink: '#1b1d20',
    faint: '#5a5f66',
    line: '#deded9',
    edge: '#85898f',
    accent: '#2c56c9',
    'accent-strong': '#2347a8',
    'on-accent': '#ffffff',
    'accent-soft': '#e6ecfb',
    link: '#2347a8',
    well: '#e7e7e3',
    warn: '#9a5500',
    'warn-soft': '#fdf1df',
    good: '#00707c',
    bad: '#7f1030',
  },
  dark: {
    paper: '#16181b',
    card: '#1f2226',
    ink: '#eceef0',
    faint: '#a4abb3',
    line: '#343940',
    edge: '#767d86',
    accent: '#3f6fe8',
    'accent-strong': '#3560d2',
    'on-accent': '#ffffff',
    'accent-soft': '#26345a',
    link: '#8fb0ff',
    well: '#0e0f11',
    warn: '#f5c451',
    'warn-soft': '#33281a',
    good: '#4cc9c0',
    bad: '#ff7b72',
  },
} as const;

/** Over photos: bright lines in a dark edge, which stand out from every photo. */
export const PHOTO = {
  /** What a detector found, or may have found. */
  detected: '#ffc83d',
  /** What a person marked, or decided. */
  marked: '#56b4e9',
  unjudged: '#d0d0d0',
  edge: '#14171a',
} as const;

/** Lines of figures on white. */
export const FIGURE = {
  /** What is measured. Vermilion, and thick: it stands out to every eye and in grey too. */
  measured: '#d55e00',
  /** What it is compared with. Where they come round again, the dashes differ. */
  others: ['#0072b2', '#009e73', '#8c3b76', '#1b1d20', '#56b4e9', '#cc9c00'],
  ink: '#1b1d20',
  faint: '#5a5f66',
  grid: '#cccccc',
} as const;

/** The page's colours as CSS: `--ink` and so on, light or dark as the reader's system is, and light in print. */
export function pageColors(): string {
  const rule = (colors: Readonly<Record<string, string>>) =>
    `:root { ${Object.entries(colors)
      .map(([name, value]) => `--${name}: ${value};`)
      .join(' ')} }`;
  const photo = Object.fromEntries(Object.entries(PHOTO).map(([name, value]) => [`photo-${name}`, value]));
  return `${rule({ ...PAGE.light, ...photo })}
@media screen and (prefers-color-scheme: dark) { ${rule(PAGE.dark)} }
`;
}
