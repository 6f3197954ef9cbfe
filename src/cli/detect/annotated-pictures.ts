import { extname } from 'node:path';
import { assign, type Task } from '../../batch/assign.js';
import type { FailedInput, PhotoInput } from '../../batch/inputs.js';
import { Places } from '../../batch/places.js';
import { annotate } from '../../draw/annotate.js';
import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import { encodeImage, formatOf } from '../../platform/node/write-image.js';

/** Formats that pictures are written in as they came; all others become PNG. */
const KEPT = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Gives each photo a file of its own in the folder of annotated pictures. */
export class AnnotatedPictures {
  private constructor(
    private readonly places: Places,
    /** The photos without the pictures of an earlier run, each with the file for its own. */
    readonly tasks: readonly Task[],
  ) {}

  static async open(
    out: string,
    inputs: readonly (PhotoInput | FailedInput)[],
    options: { readonly base?: string | undefined; readonly overwrite?: boolean | undefined },
  ): Promise<AnnotatedPictures> {
    const places = await Places.open({ out }, inputs, { ...options, fileFor: drawable });
    const tasks = await assign(places.inputs, (photo) => places.place(photo));
    return new AnnotatedPictures(places, tasks);
  }

  async write(photo: PhotoInput, file: string, image: Image, faces: readonly Face[]): Promise<void> {
    await this.places.write(photo, file, await encodeImage(formatOf(file), await annotate(image, faces)));
  }

  async close(): Promise<void> {
    await this.places.close();
  }
}

function drawable(relative: string): string {
  return KEPT.has(extname(relative).toLowerCase()) ? relative : `${relative}.png`;
}
