import { join } from 'node:path';
import sharp from 'sharp';
import { glob } from 'tinyglobby';
import { PHOTO_ENDINGS } from '../../batch/file-kinds.js';
import { InputError, messageOf } from '../../errors/errors.js';
import type { FindPhoto } from '../../formats/imports/foreign-photo.js';

/** Finds photos in a folder by their path in it, with or without the ending, and how large they are upright. */
export function findPhotoIn(folder: string | undefined): FindPhoto {
  let listed: Promise<readonly string[]> | undefined;
  return async (image) => {
    if (folder === undefined)
      throw new InputError(`${image}: its size is not in the file. Say with --photos which folder the photos are in.`);
    listed ??= glob(['**/*'], { cwd: folder });
    const plain = image.replaceAll('\\', '/').replace(/^\.?\//, '');
    const found = (await listed).filter(
      (path) =>
        path === plain || PHOTO_ENDINGS.some((ending) => path.toLowerCase() === `${plain}.${ending}`.toLowerCase()),
    );
    if (found.length !== 1) {
      const what = found.length === 0 ? 'is not in' : `could be ${found.join(' or ')} in`;
      throw new InputError(`${image}: ${what} ${folder}. Name the folder that the paths start from with --photos.`);
    }
    const path = join(folder, found[0]!);
    try {
      const { autoOrient } = await sharp(path).metadata();
      return { image: found[0]!, width: autoOrient.width, height: autoOrient.height };
    } catch (error) {
      throw new InputError(
        `${path}: cannot be read: ${messageOf(error)}. Replace the file, or take it out of the labels.`,
      );
    }
  };
}
