import { messageOf } from '../../errors/errors.js';
import { facesLine, type PhotoLine, parseFacesLine } from '../../formats/faces-lines.js';
import { iou } from '../../geometry/box.js';
import { step } from '../editing/history.js';
import { hiddenRegions, type Region } from '../editing/region.js';
import { type Photo, sizeOf } from '../state/photo.js';
import { notify, photos, strictness } from '../state/store.js';
import { STRINGS } from '../strings.js';
import type { NamedFile } from './named-file.js';

/** Overlap (IoU) above which a face that was found is the one that a list names. */
const SAME = 1 / 3;

/** The hidden faces of all photos as lines of JSON, as `farface detect --json` writes them. */
export function listOfFaces(): string {
  const lines = photos.value.flatMap((photo) => {
    const state = photo.state.value;
    if (state.kind === 'failed') return [facesLine({ image: photo.name, error: `${photo.name}: ${state.message}` })];
    if (state.kind !== 'ready' || photo.video.value) return [];
    const regions = hiddenRegions(photo.regions.value.value, strictness.value.threshold);
    const faces = regions.map(({ box, score }) => ({ box, ...(score !== undefined && { score }) }));
    return [facesLine({ image: photo.name, width: state.width, height: state.height, faces })];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** Takes lists of faces out of what was added and applies them; the rest comes back. */
export async function listAmong(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const rest: NamedFile[] = [];
  for (const each of files) {
    if (each.picked && /\.(jsonl|ndjson|json)$/i.test(each.name)) await applyList(each.file);
    else rest.push(each);
  }
  return rest;
}

/** Hides exactly what a list of faces names, in the photos that it names. Each can be undone. */
export async function applyList(file: File): Promise<void> {
  try {
    const lines = linesOf(await file.text(), file.name);
    const unmatched: string[] = [];
    let applied = 0;
    for (const line of lines) {
      const photo = photoNamed(line.image);
      if (photo === undefined) unmatched.push(line.image);
      else if (apply(photo, line)) applied += 1;
    }
    if (applied > 0) notify(STRINGS.lists.applied(applied), { leaves: true });
    if (unmatched.length > 0) notify(STRINGS.lists.unmatched(unmatched));
  } catch (error) {
    notify(messageOf(error));
  }
}

/** A photo a line, or one JSON list of photos. Photos that failed have nothing to hide. */
function linesOf(text: string, name: string): PhotoLine[] {
  const whole = text.trimStart().startsWith('[');
  const parts = whole ? listItems(text, name) : text.split('\n');
  return parts.flatMap((part, index) => {
    if (part.trim() === '') return [];
    const line = parseFacesLine(part, whole ? `${name}, photo ${index + 1}` : `${name}:${index + 1}`);
    return 'faces' in line ? [line] : [];
  });
}

function listItems(text: string, name: string): string[] {
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? items.map((item) => JSON.stringify(item)) : [text];
  } catch {
    throw new Error(STRINGS.lists.notJson(name));
  }
}

/** The photo that a path means: the one whose path ends so, or whose own path the other ends with. */
function photoNamed(image: string): Photo | undefined {
  const path = `/${image.replaceAll('\\', '/')}`;
  const alike = photos.value.filter(({ name }) => path.endsWith(`/${name}`) || `/${name}`.endsWith(path));
  return alike.length === 1 ? alike[0] : alike.find(({ name }) => name === image);
}

function apply(photo: Photo, line: PhotoLine): boolean {
  const size = sizeOf(photo);
  if (size === undefined) {
    notify(STRINGS.lists.notReady(photo.name));
    return false;
  }
  if (size.width !== line.width || size.height !== line.height) {
    const [listed, actual] = [line, size].map(({ width, height }) => `${width} × ${height}`);
    notify(STRINGS.lists.otherSize(photo.name, listed!, actual!));
    return false;
  }
  const history = photo.regions.value;
  // What was found and is not in the list stays in sight, as nobody hides it any more.
  const found = history.value.filter((region) => !line.faces.some(({ box }) => iou(box, region.box) > SAME));
  const first = Math.max(0, ...history.value.map(({ id }) => id)) + 1;
  const listed = line.faces.map(
    ({ box, score }, index): Region => ({ id: first + index, box, score, decision: 'hide' }),
  );
  const shown = found.map((region): Region => ({ ...region, decision: 'show' }));
  photo.regions.value = step(history, [...shown, ...listed]);
  return true;
}
