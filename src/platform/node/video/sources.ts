/** Where codecs may come from. */
export const CODEC_SOURCES = ['node-av', 'ffmpeg'] as const;
export type CodecSource = (typeof CODEC_SOURCES)[number];
