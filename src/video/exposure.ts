import type { Video } from './video.js';

/** What looking at a part of the frames may leave visible, in words. */
export function exposureOf({ name, frameRate }: Pick<Video, 'name' | 'frameRate'>, every = 1): string | undefined {
  if (every === 1) return undefined;
  const seconds = ((every - 1) / frameRate).toPrecision(2);
  return `${name}: one frame in ${every} was looked at. Whoever is seen between two of them only, for up to ${seconds} s, may be visible.`;
}
