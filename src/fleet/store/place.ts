import { resolve, sep } from 'node:path';
import { InputError } from '../../errors/errors.js';

/** Where photos are, or where results go. */
export type Place =
  | { readonly kind: 's3'; readonly bucket: string /** Empty, or with a slash at its end. */; readonly prefix: string }
  | { readonly kind: 'folder'; readonly path: string };

const SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;
const BUCKET = /^[A-Za-z0-9._-]{3,63}$/;

/**
 * Reads `s3://bucket/prefix`, or a folder's path. A prefix is taken as a folder's name: `s3://b/march` is what lies below
 * `march/`, without `marching.jpg`.
 *
 * @throws InputError where it is neither
 */
export function readPlace(text: string): Place {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'folder', path: resolve(text) };
  if (scheme !== 's3') {
    throw new InputError(`${text}: expected s3://bucket/prefix or the path of a shared folder.`);
  }
  const [bucket = '', ...rest] = text.slice('s3://'.length).split('/');
  if (!BUCKET.test(bucket)) {
    throw new InputError(`${text}: "${bucket}" can be no bucket's name; expected s3://bucket/prefix.`);
  }
  const prefix = rest.join('/').replace(/\/+$/, '');
  return { kind: 's3', bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** The place as it is written. */
export function showPlace(place: Place): string {
  return place.kind === 's3' ? `s3://${place.bucket}/${place.prefix}`.replace(/\/$/, '') : place.path;
}

/** Whether one of them lies in the other, so that results would become photos or take their places. */
export function overlap(a: Place, b: Place): boolean {
  if (a.kind === 's3' && b.kind === 's3') return a.bucket === b.bucket && within(a.prefix, b.prefix);
  if (a.kind === 'folder' && b.kind === 'folder') return within(slashed(a.path), slashed(b.path));
  return false;
}

function within(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function slashed(path: string): string {
  return path.endsWith(sep) ? path : `${path}${sep}`;
}
