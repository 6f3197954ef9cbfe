import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from 'culori';
import { FIGURE, PAGE, PHOTO, pageColors } from './palette.js';

/** How colours look to most people, and without the cones for long, middle or short waves. Source: Machado et al., 2009. */
const EYES: Readonly<Record<string, (color: Color) => Color>> = {
  'all cones': (color) => color,
  protanopia: filterDeficiencyProt(1),
  deuteranopia: filterDeficiencyDeuter(1),
  tritanopia: filterDeficiencyTrit(1),
};

/** Of CIEDE2000, where 2 can just be told apart side by side. */
const APART = 10;
const distance = differenceCiede2000();

const groups: Readonly<Record<string, readonly string[]>> = {
  'lines of figures': [FIGURE.measured, ...FIGURE.others],
  'frames over photos': Object.values(PHOTO),
  ...Object.fromEntries(Object.entries(PAGE).map(([name, { good, warn, bad }]) => [name, [good, warn, bad]])),
};

for (const [group, colors] of Object.entries(groups)) {
  test(`every eye tells colours apart: ${group}`, () => {
    for (const [eye, see] of Object.entries(EYES)) {
      const seen = colors.map((color) => see(parse(color)!));
      for (const [index, color] of colors.entries()) {
        for (const [before, other] of colors.slice(0, index).entries()) {
          const apart = distance(seen[index]!, seen[before]!);
          assert.ok(apart >= APART, `${color} and ${other} are ${apart.toFixed(1)} apart for ${eye}`);
        }
      }
    }
  });
}

test('text can be read on what it stands on, by day and by night', () => {
  for (const [mode, colors] of Object.entries(PAGE)) {
    const grounds = [colors.paper, colors.card];
    for (const name of ['ink', 'faint', 'link', 'good', 'warn', 'bad'] as const)
      for (const ground of grounds)
        assert.ok(wcagContrast(colors[name], ground) >= 4.5, `${name} on ${ground} (${mode})`);
    for (const accent of [colors.accent, colors['accent-strong']])
      assert.ok(wcagContrast(colors['on-accent'], accent) >= 4.5, `on ${accent} (${mode})`);
    assert.ok(wcagContrast(colors.warn, colors['warn-soft']) >= 4.5, mode);
  }
  for (const color of [PHOTO.detected, PHOTO.marked, PHOTO.unjudged])
    assert.ok(wcagContrast(color, PHOTO.edge) >= 4.5, `${color} in its edge`);
  for (const color of [FIGURE.ink, FIGURE.faint]) assert.ok(wcagContrast(color, '#ffffff') >= 4.5);
});

test('pages get each colour by its name, light first', () => {
  const css = pageColors();
  for (const colors of [PAGE.light, PAGE.dark])
    for (const [name, value] of Object.entries(colors)) assert.ok(css.includes(`--${name}: ${value};`), name);
  assert.ok(css.indexOf(PAGE.light.paper) < css.indexOf('prefers-color-scheme: dark'));
  assert.ok(css.includes(`--photo-detected: ${PHOTO.detected};`));
});
