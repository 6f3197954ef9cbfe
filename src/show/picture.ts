import sharp from 'sharp';
import { drawOver } from '../draw/svg.js';
import { photoKey } from '../evaluate/predictions/photo-index.js';
import { type Box, intersection, transform } from '../geometry/box.js';
import type { Image } from '../image/image.js';
import { insetOf } from './inset.js';
import { legend } from './legend.js';
import { drawMark, MARKS, marksOf } from './marks.js';
import type { PhotoVerdict } from './verdicts.js';

/** Longer sides of photos are brought between these, in pixels. */
const LEAST_SIDE = 800;
const MOST_SIZE = 1600;
/** Side of the enlarged part. */
const INSET = 460;
const GAP = 10;
/** Width of the marks' lines. */
const WEIGHT = 1.6;
const INSET_WEIGHT = 2.4;

/** A part of the picture that shows the photo, or some of it. */
interface Panel {
  readonly name: string;
  /** What it shows, in pixels of the photo. */
  readonly source: Box;
  /** Where it is in the picture. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly weight: number;
}

/**
 * A photo with its marks, beside it an enlarged part with the smallest faces, below it what the marks mean.
 *
 * @param threshold score of the least sure detection shown, for the heading
 */
export async function drawPicture(photo: Image, verdict: PhotoVerdict, threshold: number): Promise<Image> {
  const panels = panelsOf(photo, verdict);
  const width = Math.max(...panels.map((panel) => panel.left + panel.width));
  const height = Math.max(...panels.map((panel) => panel.height));
  const marks = marksOf(verdict);
  const counts = new Map([...marks].map(([mark, boxes]) => [mark, boxes.length]));
  const score = Number.isNaN(threshold) ? 'all detections' : `detections with score ≥ ${threshold.toPrecision(3)}`;
  const strip = legend(`${photoKey(verdict.photo)}: ${score}`, counts, width, height);

  const overlay = panels.map((panel) => {
    const shapes = MARKS.flatMap(({ mark }) =>
      marks
        .get(mark)!
        .filter((box) => intersection(box, panel.source) > 0)
        .map((box) => drawMark(mark, inPanel(box, panel), panel.weight)),
    );
    return `<clipPath id="${panel.name}"><rect x="${panel.left}" width="${panel.width}" height="${panel.height}"/></clipPath>
<g clip-path="url(#${panel.name})">${shapes.join('')}</g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + strip.height}">
${overlay.join('\n')}${panels[1] ? frames(panels[0]!, panels[1]) : ''}${strip.svg}</svg>`;
  return drawOver(await layOut(photo, panels, width, height + strip.height), svg);
}

function panelsOf({ width, height }: Image, verdict: PhotoVerdict): Panel[] {
  const longer = Math.max(width, height);
  const scale = Math.min(Math.max(1, LEAST_SIDE / longer), MOST_SIZE / longer);
  const whole = {
    name: 'photo',
    source: { x: 0, y: 0, width, height },
    left: 0,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    weight: WEIGHT,
  };
  const source = insetOf(verdict, width, height);
  if (!source) return [whole];
  return [whole, { name: 'inset', source, left: whole.width + GAP, width: INSET, height: INSET, weight: INSET_WEIGHT }];
}

function inPanel(box: Box, { source, left, width }: Panel): Box {
  const factor = width / source.width;
  return transform(box, factor, left - source.x * factor, -source.y * factor);
}

/** The frame around the enlarged part, in the photo and where it is enlarged. */
function frames(whole: Panel, inset: Panel): string {
  const { x, y, width, height } = inPanel(inset.source, whole);
  const shapes = `<rect x="${x}" y="${y}" width="${width}" height="${height}"/>
<rect x="${inset.left + 1.5}" y="1.5" width="${inset.width - 3}" height="${inset.height - 3}"/>`;
  return `<g fill="none" stroke="#000" stroke-width="4">${shapes}</g><g fill="none" stroke="#fff" stroke-width="2">${shapes}</g>`;
}

/** The panels' pixels side by side on white. */
async function layOut(photo: Image, panels: readonly Panel[], width: number, height: number): Promise<Image> {
  const raw = { width: photo.width, height: photo.height, channels: 3 } as const;
  const parts = await Promise.all(
    panels.map(async ({ source, left, ...panel }) => ({
      input: await sharp(photo.data, { raw, limitInputPixels: false })
        .extract({ left: source.x, top: source.y, width: source.width, height: source.height })
        .resize(panel.width, panel.height, { fit: 'fill', kernel: 'cubic' })
        .raw()
        .toBuffer(),
      raw: { width: panel.width, height: panel.height, channels: 3 as const },
      left,
      top: 0,
    })),
  );
  const data = await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(parts)
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, data };
}
