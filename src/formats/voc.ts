import { XMLBuilder } from 'fast-xml-parser';
import { CATEGORY, type PhotoFaces } from './photo-faces.js';

const builder = new XMLBuilder({ format: true, indentBy: '  ', suppressEmptyNode: true });

/**
 * PASCAL VOC's annotation of one photo, as XML. Boxes are in whole pixels that count from 1 and include the last one;
 * `confidence` is what VOC's results have beside them.
 * Source: Everingham et al., "The PASCAL VOC Challenge 2012 development kit".
 */
export function vocXml({ image, width, height, faces }: PhotoFaces): string {
  const names = image.split(/[/\\]/);
  const object = faces.map(({ box, score }) => ({
    name: CATEGORY,
    pose: 'Unspecified',
    truncated: 0,
    difficult: 0,
    bndbox: {
      xmin: Math.max(1, Math.round(box.x) + 1),
      ymin: Math.max(1, Math.round(box.y) + 1),
      xmax: Math.min(width, Math.max(Math.round(box.x) + 1, Math.round(box.x + box.width))),
      ymax: Math.min(height, Math.max(Math.round(box.y) + 1, Math.round(box.y + box.height))),
    },
    confidence: score.toFixed(4),
  }));
  const size = { width, height, depth: 3 };
  const annotation = { folder: names.at(-2) ?? '', filename: names.at(-1), size, segmented: 0, object };
  return builder.build({ annotation });
}
