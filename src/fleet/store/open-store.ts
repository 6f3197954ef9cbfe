import { FolderStore } from './folder-store.js';
import type { Place } from './place.js';
import { type S3Options, S3Store } from './s3-store.js';
import type { Store } from './store.js';

/**
 * Opens a place.
 *
 * @throws InputError where what reaches it is not installed
 */
export async function openStore(place: Place, options: S3Options): Promise<Store> {
  return place.kind === 's3' ? S3Store.open(place, options) : new FolderStore(place.path);
}
