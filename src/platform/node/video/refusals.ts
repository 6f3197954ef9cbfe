import { InputError } from '../../../errors/errors.js';

/** Pictures that cannot be decoded: what they show is not known. */
export function damaged(name: string, what: string): InputError {
  return new InputError(
    `${name}: ${what}, so it is not known what it shows. Check the file, or mend it, as in ffmpeg -i IN -c:v libx264 -crf 14 OUT.mp4.`,
  );
}

export function unknownFormat(pixels: string, name: string): InputError {
  return new InputError(
    `${name}: has pixels as ${pixels}; expected 4:2:0, 4:2:2 or 4:4:4 with 8, 10 or 12 bits. Convert it, as in ffmpeg -i IN -pix_fmt yuv420p OUT.mp4.`,
  );
}

export function notCoded(name: string, why: string): InputError {
  return new InputError(`${name}: its pictures cannot be coded: ${why}. Try another --quality, or convert the video.`);
}
