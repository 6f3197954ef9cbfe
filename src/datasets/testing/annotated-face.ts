import type { AnnotatedFace } from '../annotations.js';

/** An ordinary annotated face, for tests. */
export function annotatedFace(x: number, y: number, width: number, height: number, invalid = false): AnnotatedFace {
  return { box: { x, y, width, height }, invalid, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 };
}
