import { add, divide, maximum, minimum, multiply, subtract, type Tensor } from '../graph/index.js';
import type { BoxTensors } from '../networks/proposal-boxes.js';

/**
 * Overlap of pairs of boxes, element by element.
 *
 * @returns `iou`, 0 to 1, and `giou` = iou − (hull − union) / hull, −1 to 1 (Rezatofighi et al. 2019, algorithm 1), where
 * the hull is the smallest box around both: it says how far apart boxes are that do not meet.
 */
export function overlap(a: BoxTensors, b: BoxTensors): { iou: Tensor; giou: Tensor } {
  const horizontal = spans(a.x, a.width, b.x, b.width);
  const vertical = spans(a.y, a.height, b.y, b.height);
  const intersection = multiply(horizontal.shared, vertical.shared);
  const union = subtract(add(multiply(a.width, a.height), multiply(b.width, b.height)), intersection);
  const hull = multiply(horizontal.hull, vertical.hull);
  const iou = divide(intersection, union);
  return { iou, giou: subtract(iou, divide(subtract(hull, union), hull)) };
}

/** Along one axis: the length that two intervals share, and the length from the first start to the last end. */
function spans(centreA: Tensor, lengthA: Tensor, centreB: Tensor, lengthB: Tensor): { shared: Tensor; hull: Tensor } {
  const [halfA, halfB] = [multiply(lengthA, 0.5), multiply(lengthB, 0.5)];
  const [startA, endA] = [subtract(centreA, halfA), add(centreA, halfA)];
  const [startB, endB] = [subtract(centreB, halfB), add(centreB, halfB)];
  return {
    shared: maximum(subtract(minimum(endA, endB), maximum(startA, startB)), 0),
    hull: subtract(maximum(endA, endB), minimum(startA, startB)),
  };
}
