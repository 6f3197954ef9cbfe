import { DIFFICULTIES, type Difficulty, type DifficultySets } from '../datasets/wider-face-sets.js';
import { InputError } from '../errors/errors.js';
import type { Counted } from './matching.js';
import { photoKey } from './predictions/photo-index.js';
import { WIDER_FACE } from './protocols.js';
import type { Ranking } from './ranking.js';
import { type Score, score } from './score.js';

/**
 * Scores WIDER FACE's easy, medium and hard set by the official protocol.
 *
 * @param ranking from `rankPredictions(photos, predictions, WIDER_FACE.overlap)`; a part of the photos is scored on itself
 * @throws InputError where a set speaks of a photo's face that is not annotated
 * @example
 * const { photos } = await loadWiderFace(root, 'val');
 * const ranking = rankPredictions(photos, predictions, WIDER_FACE.overlap);
 * const { hard } = scoreWiderFace(ranking, await readDifficultySets(`${root}/wider_face_split`));
 * console.log(hard.averagePrecision);
 */
export function scoreWiderFace(ranking: Ranking, sets: DifficultySets): Record<Difficulty, Score> {
  const [easy, medium, hard] = DIFFICULTIES.map((name) =>
    score(WIDER_FACE, ranking, facesIn(sets[name], ranking, name)),
  );
  return { easy: easy!, medium: medium!, hard: hard! };
}

function facesIn(set: ReadonlyMap<string, readonly number[]>, { photos }: Ranking, name: Difficulty): Counted {
  return photos.map((photo) => {
    const key = photoKey(photo);
    const counted = photo.faces.map(() => false);
    for (const face of set.get(key) ?? []) {
      if (face >= counted.length) {
        throw new InputError(
          `wider_${name}_val.mat counts face ${face + 1} of ${key}, which has ${counted.length}: it and the annotations are not of one release.`,
        );
      }
      counted[face] = true;
    }
    return counted;
  });
}
