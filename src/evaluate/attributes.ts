import type { AnnotatedFace } from '../datasets/annotations.js';

/** A kind of faces, in WIDER FACE's words. */
export interface Attribute {
  readonly name: string;
  has(face: AnnotatedFace): boolean;
}

/** What annotators say of a face beside where it is. */
export const ATTRIBUTES: readonly Attribute[] = [
  { name: 'clear', has: ({ blur }) => blur === 0 },
  { name: 'slight blur', has: ({ blur }) => blur === 1 },
  { name: 'heavy blur', has: ({ blur }) => blur === 2 },
  { name: 'not occluded', has: ({ occlusion }) => occlusion === 0 },
  { name: 'partly occluded', has: ({ occlusion }) => occlusion === 1 },
  { name: 'heavily occluded', has: ({ occlusion }) => occlusion === 2 },
  { name: 'atypical pose', has: ({ pose }) => pose === 1 },
  { name: 'extreme illumination', has: ({ illumination }) => illumination === 1 },
  { name: 'exaggerated expression', has: ({ expression }) => expression === 1 },
];
