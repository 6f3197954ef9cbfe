import { InputError } from '../errors/errors.js';

/**
 * The category that means faces: the one named, the only one, or `face`.
 *
 * @param where what errors call the annotations
 * @throws InputError where it is not clear, listing the categories there are
 */
export function faceCategory(categories: Iterable<string>, named: string | undefined, where: string): string {
  const known = [...new Set(categories)];
  const meant = named ?? (known.length === 1 ? known[0] : 'face');
  if (meant !== undefined && known.includes(meant)) return meant;
  const list = known.length > 20 ? [...known.slice(0, 20), '…'].join(', ') : known.join(', ') || 'none';
  throw new InputError(`${where}: has no category "${meant}". Name the one that means faces with --category: ${list}.`);
}
