import { InputError } from '../../../errors/errors.js';
import type { VideoCodecName } from '../../video-port.js';

/** Codecs as people know them. */
const NAMES: Readonly<Record<VideoCodecName, string>> = {
  avc: 'H.264',
  hevc: 'HEVC (H.265)',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
};

export function nameOfCodec(codec: VideoCodecName): string {
  return NAMES[codec];
}

/** What this browser cannot do, which others, and the command, can. */
export function notHere(name: string, what: string): InputError {
  return new InputError(
    `${name}: ${what}. Try another browser, use the farface command, or convert the video to H.264.`,
  );
}

/** Pictures that cannot be decoded: what they show is not known. */
export function damaged(name: string, what: string): InputError {
  return new InputError(`${name}: ${what}, so it is not known what it shows. Check the file, or convert it to H.264.`);
}
