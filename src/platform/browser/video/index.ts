import type { VideoCodecs } from '../../video-port.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { encoderChoice } from './encoder-config.js';

/** The browser's own codecs, by WebCodecs. */
export const webCodecs: VideoCodecs = {
  name: 'webcodecs',
  decode,
  encode,
  refusal: async (settings) => {
    const choice = await encoderChoice(settings);
    return typeof choice === 'string' ? choice : undefined;
  },
};
