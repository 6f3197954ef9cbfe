import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseHTML } from 'linkedom';
import { svgToPng } from '../../draw/svg.js';
import { makeFolder } from '../../runtime/folders.js';

/** Pixels per unit of a figure's PNG: 300 to the inch where a figure of 420 units is 3.3 inches, a column, wide. */
const PNG_SCALE = 2.5;

/** A document to draw into, outside a browser. */
export function newDocument(): Document {
  return parseHTML('<html></html>').document;
}

/** Writes a figure as `PATH.svg` and `PATH.png`; returns the paths. */
export async function writeFigure(path: string, svg: string): Promise<[svg: string, png: string]> {
  await makeFolder(dirname(path));
  const files: [string, string] = [`${path}.svg`, `${path}.png`];
  await writeFile(files[0], svg);
  await writeFile(files[1], await svgToPng(svg, PNG_SCALE));
  return files;
}

/** What a plot drew, as a file of its own. */
export function svgOf(plot: Element): string {
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${plot.outerHTML}\n`;
}
