import { dirname, relative, resolve } from 'node:path';
import { AHEAD, inOrder } from '../../batch/in-order.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../../batch/inputs.js';
import type { Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { messageOf } from '../../errors/errors.js';
import { checkSize, type FacesLine, type Placed, readFacesLines } from '../../formats/faces-lines.js';
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
  const inputs = (await collectInputs(typed)).all;
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
  { base = dirname(file), threshold = 0, minFace = 0 }: { base?: string | undefined } & DetectOptions,
): Promise<ReportSource> {
  let total = 0;
  for await (const _ of readFacesLines(file)) total += 1;
  const read = async (line: Placed<FacesLine>): Promise<ReportedPhoto> => {
    const name = line.image;
    if ('error' in line) return { name, error: line.error };
    try {
      const path = resolve(base, name);
      const photo = await readImage(path, { name: relative('.', path) });
      checkSize(name, photo, line);
      // Of an animation the first frame is shown.
      const shown = line.faces.filter(({ frame = 0 }) => frame === 0);
      const faces = shown.filter(({ box, score }) => score >= threshold && box.height >= minFace);
      return { name, photo, faces };
    } catch (error) {
      return { name, error: messageOf(error) };
    }
  };
  return { total, photos: (signal) => inOrder(readFacesLines(file), AHEAD, read, signal) };
}
