import { signal } from '@preact/signals';
import { messageOf } from '../../errors/errors.js';
import { download } from '../files/download.js';
import { folderWriter, type PhotoWriter } from '../files/folder.js';
import { Names } from '../files/names.js';
import { zipWriter } from '../files/zip.js';
import { STRINGS } from '../strings.js';
import { nearlyFound } from './edit.js';
import { hiddenPhoto, type SavingStep } from './hiding.js';
import type { Photo } from './photo.js';
import { notify, photos } from './store.js';

/** A photo that was not saved, and why. */
interface Unsaved {
  readonly name: string;
  readonly why: string;
}

/** What the dialogue about saving shows. */
export type SaveState =
  | {
      readonly kind: 'asking';
      readonly target: Target;
      readonly ready: number;
      readonly unseen: number;
      readonly left: readonly Unsaved[];
    }
  | { readonly kind: 'maybe'; readonly photo: Photo; readonly many: number }
  | { readonly kind: 'working'; readonly done: number; readonly total: number; readonly step: SavingStep }
  | {
      readonly kind: 'done';
      readonly saved: number;
      readonly more: number;
      readonly unsaved: readonly Unsaved[];
      readonly stopped: boolean;
    };

export type Target = 'zip' | 'folder';

export const saveState = signal<SaveState | undefined>(undefined);
let running: AbortController | undefined;

/** Milliseconds that the news of a saved photo stays: what it covers is needed again. */
const LEAVES = 10_000;

const isReady = ({ state }: Photo) => state.value.kind === 'ready';

/** Asks before all photos are saved: which cannot be, and which nobody has looked at. */
export function askToSaveAll(target: Target): void {
  const ready = photos.value.filter(isReady);
  const left = photos.value
    .filter((photo) => !isReady(photo))
    .map(({ name, state }) => {
      const why = state.value.kind === 'failed' ? state.value.message : STRINGS.saving.notReady;
      return { name, why };
    });
  const unseen = ready.filter(({ seen }) => !seen.value).length;
  saveState.value = { kind: 'asking', target, ready: ready.length, unseen, left };
}

export function closeSaving(): void {
  running?.abort();
  saveState.value = undefined;
}

/** Saves one photo as a download; asks first where something may be a face and is not hidden. */
export async function saveOne(photo: Photo): Promise<void> {
  if (!isReady(photo) || running) return;
  const many = nearlyFound(photo).length;
  if (many > 0) saveState.value = { kind: 'maybe', photo, many };
  else await saveAsItIs(photo);
}

/** Saves one photo as a download, without a question. */
export async function saveAsItIs(photo: Photo): Promise<void> {
  if (!isReady(photo) || running) return;
  await saving([photo], [], async (name, { blob }) => download(blob, name.split('/').at(-1)!));
}

/** Saves all photos that are ready. Must be called by a click: browsers show the dialogue for a folder to nobody else. */
export async function saveAll(target: Target): Promise<void> {
  const state = saveState.value;
  if (state?.kind !== 'asking' || running) return;
  let writer: PhotoWriter | undefined;
  try {
    writer = target === 'zip' ? zipWriter() : await folderWriter();
  } catch (error) {
    notify(messageOf(error));
  }
  if (writer === undefined) return;
  const { write, finish } = writer;
  await saving(photos.value.filter(isReady), state.left, write, finish);
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
  const total = chosen.length;
  try {
    for (const [done, photo] of chosen.entries()) {
      if (signal.aborted) break;
      const onStep = (step: SavingStep) => {
        if (!signal.aborted) saveState.value = { kind: 'working', done, total, step };
      };
      try {
        const hidden = await hiddenPhoto(photo, signal, onStep);
        await write(names.of(photo.name, hidden.extension), hidden);
        saved += 1;
        more += hidden.more;
      } catch (error) {
        if (!signal.aborted) unsaved.push({ name: photo.name, why: messageOf(error) });
      }
    }
    await finish?.(saved);
  } catch (error) {
    unsaved.push({ name: STRINGS.saving.zipName, why: messageOf(error) });
    saved = 0;
  } finally {
    running = undefined;
  }
  if (total === 1 && saved === 1 && unsaved.length === 0) {
    saveState.value = undefined;
    notify([STRINGS.saving.done(saved), ...(more > 0 ? [STRINGS.saving.foundMore(more)] : [])].join(' '), LEAVES);
  } else {
    saveState.value = { kind: 'done', saved, more, unsaved, stopped: signal.aborted };
  }
}
