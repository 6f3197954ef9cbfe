import { extname } from 'node:path';
import type { AnnotatedPhoto } from '../../datasets/annotations.js';

/** What a photo is known by: `EVENT/NAME`, or `NAME` where photos lie in no folder. */
export function photoKey({ event, name }: Pick<AnnotatedPhoto, 'event' | 'name'>): string {
  return event ? `${event}/${name}` : name;
}

/** The photo as predictions name it: without the place where the data set lies. */
export function imageOf(photo: AnnotatedPhoto): string {
  return `${photoKey(photo)}${extname(photo.path)}`;
}

/** Finds the photo that a path speaks of, wherever the data set lay when the path was written. */
export class PhotoIndex {
  readonly #keys: ReadonlySet<string>;

  constructor(photos: readonly AnnotatedPhoto[]) {
    this.#keys = new Set(photos.map(photoKey));
  }

  /** The key of the photo whose `EVENT/NAME` the path ends in, its extension aside; undefined where there is none. */
  find(path: string): string | undefined {
    const parts = path
      .replace(/\.\w+$/, '')
      .split(/[/\\]+/)
      .filter((part) => part !== '' && part !== '.');
    for (let first = 0; first < parts.length; first++) {
      const key = parts.slice(first).join('/');
      if (this.#keys.has(key)) return key;
    }
    return undefined;
  }
}
