import { basename, dirname, resolve } from 'node:path';
import type { AnnotatedPhoto } from '../../datasets/annotations.js';

/** What a photo is known by: `EVENT/NAME`, or `NAME` where photos lie in no folder. */
export function photoKey({ event, name }: Pick<AnnotatedPhoto, 'event' | 'name'>): string {
  return event ? `${event}/${name}` : name;
}

/** The photo as predictions name it: without the place where the data set lies. */
export function imageOf(photo: AnnotatedPhoto): string {
  return photo.event ? `${photo.event}/${basename(photo.path)}` : basename(photo.path);
}

/** Finds the photo that a path speaks of, wherever the data set lay when the path was written. */
export class PhotoIndex {
  /** Keys by their one Unicode form. */
  readonly #keys: ReadonlyMap<string, string>;
  /** The folders that photos of no event lie in, by key. */
  readonly #folders: ReadonlyMap<string, string>;
  readonly #depth: number;

  constructor(photos: readonly AnnotatedPhoto[]) {
    this.#keys = new Map(photos.map(photoKey).map((key) => [key.normalize('NFC'), key]));
    const alone = photos.filter(({ event }) => event === '');
    this.#folders = new Map(alone.map((photo) => [photoKey(photo), basename(dirname(resolve(photo.path)))]));
    this.#depth = photos.reduce((depth, photo) => Math.max(depth, photoKey(photo).split('/').length), 1);
  }

  /**
   * The key of the photo whose `EVENT/NAME` the path ends in, its extension aside where no two photos differ by that
   * alone; undefined where there is none. A photo of no event is never found by its name alone where the path says that
   * it lies in another folder.
   */
  find(path: string): string | undefined {
    const parts = path.split(/[/\\]+/).filter((part) => part !== '' && part !== '.');
    // Deeper paths than any photo has cannot be keys; so a path of many parts takes no longer.
    for (let first = Math.max(0, parts.length - this.#depth); first < parts.length; first++) {
      const key = parts.slice(first).join('/').normalize('NFC');
      const found = this.#keys.get(key) ?? this.#keys.get(key.replace(/\.\w+$/, ''));
      if (found === undefined) continue;
      const [folder, above] = [this.#folders.get(found), parts[first - 1]];
      return folder === undefined || above === undefined || folder.normalize('NFC') === above.normalize('NFC')
        ? found
        : undefined;
    }
    return undefined;
  }
}
