import { computed, signal } from '@preact/signals';
import { beginHistory } from '../editing/history.js';
import { foundRegions } from '../editing/region.js';
import { LOWEST_SCORE } from '../editing/strictness.js';
import { type NamedFile, sortOut } from '../files/named-file.js';
import { STRINGS } from '../strings.js';
import { newPhoto, type Photo, whyOf } from './photo.js';
import { current, dismiss, engineState, notify, photos, show } from './store.js';
import { isVideo, lookThroughVideo } from './video.js';
import { detecting, picturing } from './workers.js';

/** Photos are looked through one after the other, so that one at a time is in memory however many there are. */

const stopped = signal(false);
const running = signal<AbortController | undefined>(undefined);
/** Seconds that each photo took. */
const seconds = signal<readonly number[]>([]);

const isOpen = ({ state }: Photo) => state.value.kind === 'waiting' || state.value.kind === 'looking';

/** How far the queue is; undefined where nothing is left to do. */
export const progress = computed(() => {
  const open = photos.value.filter(isOpen).length;
  if (open === 0) return undefined;
  const total = photos.value.length;
  const spent = seconds.value.slice(-20);
  const mean = spent.reduce((sum, value) => sum + value, 0) / spent.length;
  return { done: total - open, total, left: spent.length > 0 ? mean * open : undefined, stopped: stopped.value };
});

/** Adds files to the list and goes on with it. The first of them is shown where none is. */
export async function addFiles(files: readonly NamedFile[]): Promise<void> {
  const { pictures, others } = await sortOut(files);
  if (others.length > 0) notify(STRINGS.queue.skipped(others));
  const known = new Set(photos.value.map(keyOf));
  const added = pictures.filter((file) => !known.has(keyOf(file))).map(({ file, name }) => newPhoto(file, name));
  photos.value = [...photos.value, ...added];
  if (current.value === undefined && added[0]) show(added[0]);
  stopped.value = false;
  void work();
}

const keyOf = ({ name, file }: NamedFile) => `${name}\n${file.size}\n${file.lastModified}`;

/** Takes a photo off the list; until something else is changed, undoing brings it back. */
export function removePhoto(photo: Photo): void {
  forgetClosed();
  const at = photos.value.indexOf(photo);
  const wasCurrent = current.value === photo;
  if (photo.state.value.kind === 'looking') running.value?.abort();
  photos.value = photos.value.filter((other) => other !== photo);
  const notice = notify(STRINGS.queue.closed(photo.name), {
    leaves: true,
    action: { word: STRINGS.tools.undo, act: () => undoClosing() },
  });
  closed.value = { photo, at, notice, regions: regionsOfAll() };
  if (wasCurrent) show(photos.value[at] ?? photos.value[at - 1]);
}

interface Closed {
  readonly photo: Photo;
  /** Its place in the list. */
  readonly at: number;
  readonly notice: number;
  /** What the others' regions were then: a change of one of them is the last step instead. */
  readonly regions: readonly unknown[];
}

const closed = signal<Closed | undefined>(undefined);
const regionsOfAll = () => photos.value.map(({ regions }) => regions.value);

/** Whether closing a photo is the last step that can be undone. */
export const canUndoClosing = computed(() => {
  const regions = regionsOfAll();
  return closed.value?.regions.every((each) => regions.includes(each as never)) ?? false;
});

/** Brings back the photo that was closed last, with all its corrections. */
export function undoClosing(): void {
  if (closed.value === undefined) return;
  const { photo, at, notice } = closed.value;
  closed.value = undefined;
  dismiss(notice);
  photos.value = photos.value.toSpliced(at, 0, photo);
  show(photo);
  void work();
}

function forgetClosed(): void {
  const photo = closed.value?.photo;
  if (photo?.thumbnail.value) URL.revokeObjectURL(photo.thumbnail.value);
  if (closed.value) dismiss(closed.value.notice);
  closed.value = undefined;
}

export function stopQueue(): void {
  stopped.value = true;
  running.value?.abort();
}

export function resumeQueue(): void {
  stopped.value = false;
  void work();
}

/** Looks through what is waiting, the photo on the screen first. */
export async function work(): Promise<void> {
  if (running.value || engineState.value.kind !== 'ready') return;
  for (;;) {
    const waiting = photos.value.filter(({ state }) => state.value.kind === 'waiting');
    const next = waiting.find((photo) => photo === current.value) ?? waiting[0];
    if (next === undefined || stopped.value) return;
    running.value = new AbortController();
    const began = performance.now();
    await lookThrough(next, running.value.signal);
    if (!running.value.signal.aborted) seconds.value = [...seconds.value, (performance.now() - began) / 1000];
    running.value = undefined;
  }
}

async function lookThrough(photo: Photo, signal: AbortSignal): Promise<void> {
  const onProgress = (share: number) => {
    photo.state.value = { kind: 'looking', share };
  };
  onProgress(0);
  try {
    if (await isVideo(photo.file)) await lookThroughVideo(photo, signal, onProgress);
    else await lookThroughPhoto(photo, signal, onProgress);
    if (current.value === photo) photo.seen.value = true;
  } catch (error) {
    photo.state.value = signal.aborted ? { kind: 'waiting' } : { kind: 'failed', message: whyOf(error, photo) };
  }
}

async function lookThroughPhoto(photo: Photo, signal: AbortSignal, onProgress: (share: number) => void): Promise<void> {
  const { frame, thumbnail, copy } = await picturing.call('read', { file: photo.file, name: photo.name });
  if (!photo.thumbnail.value) photo.thumbnail.value = URL.createObjectURL(thumbnail);
  if (copy) photo.shown.value = copy;
  const { width, height } = frame;
  const { faces } = await detecting.call(
    'find',
    { frame, threshold: LOWEST_SCORE },
    {
      signal,
      transfer: [frame.samples.buffer],
      onProgress,
    },
  );
  photo.regions.value = beginHistory(foundRegions(faces));
  photo.state.value = { kind: 'ready', width, height };
}
