import { dirname, relative, resolve } from 'node:path';
import type { FailedInput, PhotoInput } from '../../batch/inputs.js';
import { readPhotoFile } from '../../batch/photo-file.js';
import type { Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { checkSize, type FacesLine, type Placed, readFacesLines } from '../../formats/faces-lines.js';
import type { Image } from '../../image/image.js';
import { readImage } from '../../platform/node/read-image.js';
import type { ShownFace } from '../../report/frames.js';

/** A photo and the faces in it. */
export interface Shown {
  readonly photo: Image;
  readonly faces: readonly ShownFace[];
}

/** A photo to report on. */
export interface Due {
  readonly name: string;
  readonly path: string;
  look(signal: AbortSignal, onProgress: (share: number) => void): Promise<Shown>;
}

/** Photos to report on, and how many there are. */
export interface ReportSource {
  readonly total: number;
  readonly photos: Iterable<Due | FailedInput> | AsyncIterable<Due | FailedInput>;
}

/** The photos that were found, and what the detector finds in them. */
export function detected(
  inputs: readonly (PhotoInput | FailedInput)[],
  { threshold, minFace, maxSide, nms }: DetectOptions,
  detector: Detector,
): ReportSource {
  const settings = { threshold, minFace, maxSide, nms };
  const photos = inputs.map((input): Due | FailedInput => {
    if ('error' in input) return input;
    const { name, path } = input;
    const look = async (signal: AbortSignal, onProgress: (share: number) => void): Promise<Shown> => {
      const { bytes } = await readPhotoFile(input);
      const photo = await readImage(bytes, { name });
      const { faces } = await detector.detect(photo, { ...settings, signal, onProgress });
      return { photo, faces };
    };
    return { name, path, look };
  });
  return { total: photos.length, photos };
}

/**
 * The photos and faces that a file of `detect --json` lists.
 *
 * @throws InputError that names the file and the line of what is wrong, before any photo is read
 */
export async function listed(
  file: string,
  { base = dirname(file), threshold = 0, minFace = 0 }: { base?: string | undefined } & DetectOptions,
): Promise<ReportSource> {
  let total = 0;
  for await (const _ of readFacesLines(file)) total += 1;
  const due = (line: Placed<FacesLine>): Due | FailedInput => {
    const name = line.image;
    if ('error' in line) return { name, error: line.error };
    const path = resolve(base, name);
    const look = async (): Promise<Shown> => {
      const photo = await readImage(path, { name: relative('.', path) });
      checkSize(name, photo, line);
      // Of an animation the first frame is shown.
      const shown = line.faces.filter(({ frame = 0 }) => frame === 0);
      return { photo, faces: shown.filter(({ box, score }) => score >= threshold && box.height >= minFace) };
    };
    return { name, path, look };
  };
  return { total, photos: each(file, due) };
}

async function* each(file: string, due: (line: Placed<FacesLine>) => Due | FailedInput) {
  for await (const line of readFacesLines(file)) yield due(line);
}
