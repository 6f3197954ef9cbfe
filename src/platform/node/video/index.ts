import { InputError } from '../../../errors/errors.js';
import type { VideoCodecs } from '../../../platform/video-port.js';
import { expectPixels } from '../garbage.js';
import { loadFfmpeg } from './ffmpeg.js';
import { loadNodeAv } from './node-av.js';
import type { CodecSource } from './sources.js';

export type { CodecSource } from './sources.js';

/**
 * Codecs of this machine: those of `node-av` where it is installed, else those of the user's ffmpeg.
 *
 * @param wanted only these
 * @throws InputError that says what to install where there are none
 */
export async function videoCodecs(wanted?: CodecSource): Promise<VideoCodecs> {
  const codecs =
    (wanted !== 'ffmpeg' ? await loadNodeAv() : undefined) ?? (wanted !== 'node-av' ? await loadFfmpeg() : undefined);
  if (codecs) return watched(codecs);
  const what = wanted ? `${wanted}: is not installed` : 'no codecs for videos are installed';
  throw new InputError(
    `${what}. Run npm install node-av (beside farface: with -g where that is so), or install ffmpeg, as in apt install ffmpeg or brew install ffmpeg.`,
  );
}

/** Frames are photos, too: of large ones no garbage is to gather. */
function watched(codecs: VideoCodecs): VideoCodecs {
  const decode: VideoCodecs['decode'] = (stream, packets, name) => {
    expectPixels(stream.width * stream.height);
    return codecs.decode(stream, packets, name);
  };
  return { ...codecs, decode };
}
