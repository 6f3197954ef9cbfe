import type { AnnotatedFace } from '../datasets/annotations.js';
import type { Curve } from './curve.js';
import type { Counted } from './matching.js';
import type { Protocol } from './protocols.js';
import type { Ranking } from './ranking.js';

/** How well the faces asked for are found. */
export interface Score {
  /** How many faces were asked for. */
  readonly faces: number;
  /** 0 to 1; NaN where no face was asked for. */
  readonly averagePrecision: number;
  readonly curve: Curve;
}

/** Scores a ranking, with the faces asked for as `counted` says. */
export function score(protocol: Protocol, ranking: Ranking, counted: Counted): Score {
  const faces = counted.reduce((sum, photo) => sum + photo.filter(Boolean).length, 0);
  const { outcomes } = protocol.match(ranking, counted);
  const curve = protocol.curve(ranking.scores, outcomes, faces);
  return { faces, averagePrecision: protocol.averagePrecision(curve, faces), curve };
}

/** Asks for the faces for which `asked` is true. Faces that the annotators could not judge are never asked for. */
export function countFaces({ photos }: Ranking, asked: (face: AnnotatedFace) => boolean): Counted {
  return photos.map(({ faces }) => faces.map((face) => !face.invalid && asked(face)));
}
