import { signal } from '@preact/signals';
import { messageOf } from '../../errors/errors.js';
import { standingOf } from '../editing/region.js';
import { download } from '../files/download.js';
import { folderWriter, type PhotoWriter } from '../files/folder.js';
import { Names } from '../files/names.js';
import { zipWriter } from '../files/zip.js';
import { STRINGS } from '../strings.js';
import { hideNearly, select, visibleRegions } from './edit.js';
import { hiddenPhoto } from './hiding.js';
import { type Photo, whyOf } from './photo.js';
import { markSaved, type Standings, standingsOf } from './standing.js';
import { notify, photos, show, strictness } from './store.js';
import { hiddenVideo, hideNearlyTracks } from './video.js';

/** A photo that was not saved, and why. */
interface Unsaved {
  readonly name: string;
  readonly why: string;
}

/** A photo that is to be saved, and how its faces stood when it was asked about. */
export interface Asked extends Standings {
  readonly photo: Photo;
  readonly seen: boolean;
}

/** What the dialogue about saving shows. */
export type SaveState =
  | {
      readonly kind: 'asking';
      readonly target: Target;
      readonly asked: readonly Asked[];
      readonly left: readonly Unsaved[];
    }
  | { readonly kind: 'working'; readonly done: number; readonly total: number; readonly share: number }
  | {
      readonly kind: 'done';
      readonly saved: number;
      readonly standings: Standings;
      readonly more: number;
      readonly unsaved: readonly Unsaved[];
      readonly stopped: boolean;
    };

/** Where photos go: `one` is a photo as a download. */
export type Target = 'one' | 'zip' | 'folder';

export const saveState = signal<SaveState | undefined>(undefined);
let running: AbortController | undefined;

const isReady = ({ state }: Photo) => state.value.kind === 'ready';

const ask = (photo: Photo): Asked => ({ photo, seen: photo.seen.value, ...standingsOf(photo) });

/** Asks before all photos are saved: which cannot be, which nobody has looked at, and what is in plain view. */
export function askToSaveAll(target: Target): void {
  const left = photos.value
    .filter((photo) => !isReady(photo))
    .map(({ name, state }) => {
      const why = state.value.kind === 'failed' ? state.value.message : STRINGS.saving.notReady;
      return { name, why };
    });
  saveState.value = { kind: 'asking', target, asked: photos.value.filter(isReady).map(ask), left };
}

export function closeSaving(): void {
  running?.abort();
  saveState.value = undefined;
}

/** Saves one photo as a download; asks first where something that may be a face is in plain view. */
export async function saveOne(photo: Photo): Promise<void> {
  if (!isReady(photo) || running || saveState.value) return;
  const asked = ask(photo);
  if (asked.nearly > 0) saveState.value = { kind: 'asking', target: 'one', asked: [asked], left: [] };
  else await saving([photo], [], asDownload);
}

const asDownload: PhotoWriter['write'] = async (name, { blob }) => download(blob, name.split('/').at(-1)!);

/** Saves the photos that were asked about. Must be called by a click: browsers show the dialogue for a folder to nobody else. */
export async function saveAsked({ hidesNearly }: { hidesNearly: boolean }): Promise<void> {
  const state = saveState.value;
  if (state?.kind !== 'asking' || running) return;
  let writer: Partial<PhotoWriter> | undefined;
  try {
    writer = await writerFor(state.target);
  } catch (error) {
    notify(messageOf(error));
  }
  if (writer?.write === undefined) return;
  // Those alone: one that became ready meanwhile nobody was asked about.
  const chosen = state.asked.map(({ photo }) => photo);
  if (hidesNearly) for (const photo of chosen) (photo.video.value ? hideNearlyTracks : hideNearly)(photo);
  await saving(chosen, state.left, writer.write, writer.finish);
}

async function writerFor(target: Target): Promise<Partial<PhotoWriter> | undefined> {
  if (target === 'one') return { write: asDownload };
  return target === 'zip' ? zipWriter() : folderWriter();
}

/** Shows a photo instead of saving, at the first face that may have to be hidden. */
export function lookFirst({ photo }: Asked): void {
  closeSaving();
  show(photo);
  const { threshold } = strictness.value;
  const nearly = visibleRegions(photo.regions.value.value).find((region) => standingOf(region, threshold) === 'nearly');
  if (nearly) select(photo, nearly.id);
}

async function saving(
  chosen: readonly Photo[],
  left: readonly Unsaved[],
  write: PhotoWriter['write'],
  finish?: PhotoWriter['finish'],
): Promise<void> {
  running = new AbortController();
  const { signal } = running;
  const names = new Names();
  const unsaved: Unsaved[] = [...left];
  let [saved, more] = [0, 0];
  const standings = { hidden: 0, shown: 0, nearly: 0 };
  const written: Photo[] = [];
  const total = chosen.length;
  try {
    for (const [done, photo] of chosen.entries()) {
      if (signal.aborted) break;
      const onProgress = (share: number) => {
        if (!signal.aborted) saveState.value = { kind: 'working', done, total, share };
      };
      onProgress(0);
      try {
        const hide = photo.video.value ? hiddenVideo : hiddenPhoto;
        const hidden = await hide(photo, signal, onProgress);
        for (const warning of hidden.warnings ?? []) notify(warning);
        await write(names.of(photo.name, hidden.extension), hidden);
        saved += 1;
        more += hidden.more;
        written.push(photo);
        const { hidden: masks, shown, nearly } = standingsOf(photo);
        standings.hidden += masks;
        standings.shown += shown;
        standings.nearly += nearly;
      } catch (error) {
        if (!signal.aborted) unsaved.push({ name: photo.name, why: whyOf(error, photo) });
      }
    }
    await finish?.(saved);
    for (const photo of written) markSaved(photo);
  } catch (error) {
    unsaved.push({ name: STRINGS.saving.zipName, why: messageOf(error) });
    saved = 0;
  } finally {
    running = undefined;
  }
  if (total === 1 && saved === 1 && unsaved.length === 0) {
    saveState.value = undefined;
    notify([STRINGS.saving.done(saved, standings), ...(more > 0 ? [STRINGS.saving.foundMore(more)] : [])].join(' '), {
      leaves: true,
    });
  } else {
    saveState.value = { kind: 'done', saved, standings, more, unsaved, stopped: signal.aborted };
  }
}
