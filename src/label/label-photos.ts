import { existsSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { AHEAD, inOrder } from '../batch/in-order.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../batch/inputs.js';
import { type DifferenceHash, differenceHash } from '../datasets/difference-hash.js';
import { isSamePhoto } from '../datasets/leave-out-copies.js';
import { SURE_SCORE } from '../datasets/pseudo-labels.js';
import { InputError, messageOf } from '../errors/errors.js';
import { facesLine, readFacesLines } from '../formats/faces-lines.js';
import type { Face } from '../geometry/face.js';
import { readImage } from '../platform/node/read-image.js';
import { LineFile } from '../runtime/line-file.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
import { fuse } from './fuse.js';
import { loadWitnesses, type WitnessOptions } from './witnesses.js';

/** What is less probable than this is background to training; chosen on photos held back. */
export const LEAST_PROBABILITY = 0.1;

export interface LabelOptions extends WitnessOptions {
  /** Photos that must never train, as difference hashes: what is near one of them is left out. */
  readonly heldOut?: readonly DifferenceHash[] | undefined;
  /** Go on with a file that is there: photos that it has are not looked at again. */
  readonly resume?: boolean | undefined;
  readonly watch?: Watch | undefined;
}

/** What came of the labelling. */
export interface LabelSummary {
  readonly photos: number;
  /** Those as probable as training takes for faces. */
  readonly faces: number;
  /** Photos that are held out. */
  readonly heldOut: number;
  /** Photos that could not be read. */
  readonly failed: number;
}

/**
 * Labels photos that nobody annotated by what farface and its peers see in them together, for training: lines of
 * `farface detect --json` whose scores are probabilities.
 *
 * @param typed files, folders and patterns
 * @param out the file of lines
 * @throws InputError where a model or the file cannot be used
 * @example
 * await labelPhotos(['crowds/'], 'crowds.jsonl', { yunet: 'yunet_n.onnx', scrfd: 'scrfd_2.5g_kps.onnx' });
 */
export async function labelPhotos(
  typed: readonly string[],
  out: string,
  { heldOut = [], resume = false, watch = UNWATCHED, ...files }: LabelOptions,
): Promise<LabelSummary> {
  if (existsSync(out) && !resume)
    throw new InputError(`${out}: is there already; go on with it (--resume) or name another file.`);
  const done = existsSync(out) ? await photosIn(out) : new Set<string>();
  const { all: inputs } = await collectInputs(typed);
  const due = inputs.filter(({ name }) => !done.has(name));
  const witnesses = await loadWitnesses(files);
  const summary = { photos: 0, faces: 0, heldOut: 0, failed: 0 };
  const progress = watch.start(inputs.length, 'photos', inputs.length - due.length);
  const file = new LineFile(out);
  try {
    const prepare = (input: PhotoInput | FailedInput) => readUnlessHeldOut(input, heldOut);
    for await (const photo of inOrder(due, AHEAD, prepare, watch.signal)) {
      if ('error' in photo) {
        summary.failed += 1;
        progress.tell(photo.error);
      } else if (photo.image === undefined) summary.heldOut += 1;
      else {
        const { width, height } = photo.image;
        const faces: Face[] = fuse(await witnesses.look(photo.image), LEAST_PROBABILITY);
        file.add(facesLine({ image: photo.name, width, height, faces }));
        summary.photos += 1;
        summary.faces += faces.filter(({ score }) => score >= SURE_SCORE).length;
      }
      progress.advance(`${summary.faces} faces`);
    }
    return summary;
  } finally {
    progress.stop();
    file.close();
    await witnesses.dispose();
  }
}

/** The photos that the file has. A last line that a kill cut short is taken out: its photo is looked at again. */
async function photosIn(path: string): Promise<Set<string>> {
  const bytes = await readFile(path);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) await truncate(path, end);
  const names = new Set<string>();
  for await (const { image } of readFacesLines(path)) names.add(image);
  return names;
}

async function readUnlessHeldOut(input: PhotoInput | FailedInput, heldOut: readonly DifferenceHash[]) {
  try {
    if ('error' in input) throw new InputError(input.error);
    const { name, path } = input;
    if (heldOut.length > 0 && isSamePhoto(await differenceHash(path), heldOut)) return { name, image: undefined };
    return { name, image: await readImage(path) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { error: messageOf(error) };
  }
}
