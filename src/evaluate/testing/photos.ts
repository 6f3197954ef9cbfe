import type { AnnotatedFace, AnnotatedPhoto } from '../../datasets/annotations.js';
import type { Face } from '../../geometry/face.js';

type Corner = readonly [x: number, y: number, width: number, height: number];

/** A marked face without attributes. */
export function markedFace([x, y, width, height]: Corner, invalid = false): AnnotatedFace {
  const box = { x, y, width, height };
  return { box, invalid, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 };
}

/** `EVENT/NAME` and its faces. */
export function markedPhoto(key: string, ...faces: AnnotatedFace[]): AnnotatedPhoto {
  const [event, name] = key.split('/') as [string, string];
  return { event, name, path: `${key}.jpg`, faces };
}

/** A detected face. */
export function found(score: number, [x, y, width, height]: Corner): Face {
  return { score, box: { x, y, width, height } };
}
