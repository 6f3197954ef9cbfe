import { resolve } from 'node:path';
import { readFacesLines } from '../formats/faces-lines.js';
import type { AnnotatedFace, AnnotatedPhoto } from './annotations.js';
import { readHashes } from './difference-hash.js';
import { hashesOf, withoutHeldOut } from './held-out.js';

/** A detector's face is one from this score on, as surely as the score says; a weaker one is neither a face nor background. */
export const SURE_SCORE = 0.5;

/** Photos that must not train, whatever file they are in. */
export interface HeldOut {
  /** Photos that choose settings: copies of them are left out. */
  readonly heldBack: readonly AnnotatedPhoto[];
  /** A file of difference hashes of others, as `readHashes` reads it. */
  readonly heldOut?: string | undefined;
}

/** What nobody said of a face that a detector found. */
const UNKNOWN = { blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;

/**
 * Photos that nobody annotated, with what detectors found in them in place of annotations (Lee 2013, *Pseudo-Label*): faces
 * from a score of `SURE_SCORE` on are faces, and the score is what training aims at; weaker ones are ignored.
 *
 * @param path lines of `farface detect --json`; photos are named from the folder that the command runs in
 * @throws InputError that names the line of what is wrong
 */
export async function readPseudoLabels(path: string): Promise<AnnotatedPhoto[]> {
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

/**
 * The photos of `readPseudoLabels` but for copies of photos that must not train.
 *
 * @param tell is told how many were left out
 * @throws InputError where a file cannot be read
 */
export async function loadPseudoLabels(
  path: string,
  { heldBack, heldOut }: HeldOut,
  tell: (text: string) => void = () => undefined,
): Promise<AnnotatedPhoto[]> {
  const all = await readPseudoLabels(path);
  const hashes = [...(await hashesOf(heldBack)), ...(heldOut === undefined ? [] : await readHashes(heldOut))];
  const { photos, leftOut } = await withoutHeldOut(all, hashes);
  if (leftOut > 0) tell(`${path}: ${leftOut} of ${all.length} photos are held back or held out; training without them`);
  return photos;
}
