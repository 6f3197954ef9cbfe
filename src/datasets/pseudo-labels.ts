import { resolve } from 'node:path';
import { readFacesLines } from '../formats/faces-lines.js';
import type { AnnotatedFace, AnnotatedPhoto } from './annotations.js';

/** A detector's face is one from this score on, as surely as the score says; a weaker one is neither a face nor background. */
export const SURE_SCORE = 0.5;

/** What nobody said of a face that a detector found. */
const UNKNOWN = { blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;

/**
 * Photos that nobody annotated, with what detectors found in them in place of annotations (Lee 2013, *Pseudo-Label*): faces
 * from a score of `SURE_SCORE` on are faces, and the score is what training aims at; weaker ones are ignored.
 *
 * @param path lines of `farface detect --json`; photos are named from the folder that the command runs in
 * @throws InputError that names the line of what is wrong
 */
export async function loadPseudoLabels(path: string): Promise<AnnotatedPhoto[]> {
  const photos: AnnotatedPhoto[] = [];
  for await (const line of readFacesLines(path)) {
    if ('error' in line) continue;
    const faces = line.faces.map(
      ({ box, score }): AnnotatedFace => ({
        ...UNKNOWN,
        box,
        invalid: score < SURE_SCORE,
        confidence: score,
      }),
    );
    photos.push({ event: path, name: line.image, path: resolve(line.image), faces });
  }
  return photos;
}
