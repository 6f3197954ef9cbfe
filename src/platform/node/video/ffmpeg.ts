import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EncoderSettings, VideoCodecs } from '../../../platform/video-port.js';
import { ENCODERS } from './encoder-options.js';
import { decode } from './ffmpeg-decode.js';
import { encode } from './ffmpeg-encode.js';
import { notCoded } from './refusals.js';

const run = promisify(execFile);

/**
 * Codecs of the user's own ffmpeg, as child processes.
 *
 * @param program its path or name
 * @returns undefined where there is none
 */
export async function loadFfmpeg(program = 'ffmpeg'): Promise<VideoCodecs | undefined> {
  const listed = await run(program, ['-hide_banner', '-encoders']).catch(() => undefined);
  if (!listed) return undefined;
  const known = new Set([...listed.stdout.matchAll(/^ V\S* +(\S+)/gm)].map(([, name]) => name!));
  const encoderOf = ({ codec }: EncoderSettings) => ENCODERS[codec].find((encoder) => known.has(encoder));
  return {
    name: 'ffmpeg',
    decode: (stream, packets, name) => decode(program, stream, packets, name),
    refusal: async (settings) => (encoderOf(settings) ? undefined : `${program} has no encoder for ${settings.codec}`),
    encode: (settings, frames, name) => {
      const encoder = encoderOf(settings);
      if (!encoder) throw notCoded(name, `${program} has no encoder for ${settings.codec}`);
      return encode(program, encoder, settings, frames, name);
    },
  };
}
