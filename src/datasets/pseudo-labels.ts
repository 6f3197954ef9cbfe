import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../errors/errors.js';
import { readFacesLines } from '../formats/faces-lines.js';
import type { AnnotatedFace, AnnotatedPhoto } from './annotations.js';
import { readHashes } from './difference-hash.js';
import { hashesOf, withoutHeldOut } from './leave-out-copies.js';

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
 * @param path lines of `farface detect --json`; photos are named from the folder that the command runs in, or from the file's
 * @throws InputError that names the line of what is wrong, or where none of the photos is there
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
    photos.push({ event: path, name: line.image, path: placeOf(line.image, path), faces });
  }
  const [first] = photos;
  if (first && !photos.some((photo) => existsSync(photo.path))) {
    throw new InputError(
      `${path}: none of its ${photos.length} photos is there; ${first.name} was looked for in ${process.cwd()} and in ${resolve(dirname(path))}. Run the command in the folder that the paths start from, or mend them.`,
    );
  }
  return photos;
}

/** Where a photo is that a file of lines names. */
function placeOf(image: string, lines: string): string {
  const places = [resolve(image), resolve(dirname(lines), image)];
  return places.find((place) => existsSync(place)) ?? places[0]!;
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
