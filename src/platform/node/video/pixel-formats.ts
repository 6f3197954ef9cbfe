import type { PixelFormat } from '../../../image/pixel-format.js';

/** FFmpeg's names of the formats that are read and written. */
export const FFMPEG_FORMATS: Readonly<Record<PixelFormat, string>> = {
  I420: 'yuv420p',
  I420P10: 'yuv420p10le',
  I420P12: 'yuv420p12le',
  I422: 'yuv422p',
  I422P10: 'yuv422p10le',
  I422P12: 'yuv422p12le',
  I444: 'yuv444p',
  I444P10: 'yuv444p10le',
  I444P12: 'yuv444p12le',
  NV12: 'nv12',
};

const NAMED = new Map(Object.entries(FFMPEG_FORMATS).map(([format, name]) => [name, format as PixelFormat]));

/** The format of that name, and whether the name says that all of its range is used; undefined where it is not read. */
export function formatNamed(name: string): { readonly format: PixelFormat; readonly fullRange?: true } | undefined {
  const full = name.startsWith('yuvj');
  const format = NAMED.get(full ? name.replace('yuvj', 'yuv') : name);
  return format && { format, ...(full && { fullRange: true as const }) };
}
