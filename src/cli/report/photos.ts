import { isAbsolute, join } from 'node:path';
import { AHEAD, inOrder } from '../../batch/in-order.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../../batch/inputs.js';
import type { Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { InputError, messageOf } from '../../errors/errors.js';
import type { PhotoFaces } from '../../formats/photo-faces.js';
import { readJsonLines } from '../../formats/read-json-lines.js';
import { readImage } from '../../platform/node/read-image.js';
import type { ReportedPhoto } from '../../report/report.js';

/** Photos to report on, which are read and looked at one by one as they are asked for. */
export interface ReportSource {
  readonly total: number;
  photos(signal: AbortSignal, onProgress: (share: number) => void): AsyncIterable<ReportedPhoto>;
  dispose?(): Promise<void>;
}

/** The photos that were typed, and what the detector finds in them. */
export async function detected(
  typed: readonly string[],
  { threshold, minFace, maxSide, nms }: DetectOptions,
  load: () => Promise<Detector>,
): Promise<ReportSource> {
  const inputs = await collectInputs(typed);
  const detector = await load();
  const settings = { threshold, minFace, maxSide, nms };
  return {
    total: inputs.length,
    photos: (signal, onProgress) => {
      const look = async (input: PhotoInput | FailedInput): Promise<ReportedPhoto> => {
        const { name } = input;
        if ('error' in input) return { name, error: input.error };
        try {
          const photo = await readImage(input.path, { name });
          const { faces } = await detector.detect(photo, { ...settings, signal, onProgress });
          return { name, photo, faces };
        } catch (error) {
          return { name, error: messageOf(error) };
        }
      };
      return inOrder(inputs, AHEAD, look, signal);
    },
    dispose: () => detector.dispose(),
  };
}

/**
 * The photos and faces that a file of `detect --json` lists.
 *
 * @throws InputError that names the file and the line of what is wrong, before any photo is read
 */
export async function listed(
  file: string,
  { images = '', threshold = 0, minFace = 0 }: { images?: string } & DetectOptions,
): Promise<ReportSource> {
  let total = 0;
  for await (const _ of readJsonLines(file)) total += 1;
  const read = async (line: PhotoFaces | { image: string; error: string }): Promise<ReportedPhoto> => {
    const name = line.image;
    if ('error' in line) return { name, error: line.error };
    try {
      const path = isAbsolute(name) ? name : join(images, name);
      const photo = await readImage(path, { name: path });
      if (photo.width !== line.width || photo.height !== line.height) {
        throw new InputError(
          `${name}: is ${photo.width} × ${photo.height} pixels, but ${file} says ${line.width} × ${line.height}: its faces are those of another picture.`,
        );
      }
      const faces = line.faces.filter(({ box, score }) => score >= threshold && box.height >= minFace);
      return { name, photo, faces };
    } catch (error) {
      return { name, error: messageOf(error) };
    }
  };
  return { total, photos: (signal) => inOrder(readJsonLines(file), AHEAD, read, signal) };
}
