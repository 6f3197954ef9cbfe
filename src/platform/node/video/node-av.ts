import type { VideoCodecs } from '../../../platform/video-port.js';
import { decode } from './node-av-decode.js';
import { encode, refusal } from './node-av-encode.js';

/** The package, which is installed beside farface. */
export type NodeAv = typeof import('node-av');

/**
 * Codecs of FFmpeg inside the package `node-av`, whose licence is another one (GPL): it is installed beside farface.
 *
 * @returns undefined where it is not installed
 */
export async function loadNodeAv(): Promise<VideoCodecs | undefined> {
  const av = await nodeAv();
  if (!av) return undefined;
  return {
    name: 'node-av',
    decode: (stream, packets, name) => decode(av, stream, packets, name),
    refusal: (settings) => refusal(av, settings),
    encode: (settings, frames, name) => encode(av, settings, frames, name),
  };
}

/** The package itself, which says nothing on its own; undefined where it is not installed. */
export async function nodeAv(): Promise<NodeAv | undefined> {
  const av = await import('node-av').catch(() => undefined);
  av?.Log.setLevel(av.AV_LOG_QUIET);
  // SVT-AV1 has a voice of its own.
  process.env.SVT_LOG ??= '1';
  return av;
}
