import { computed, signal } from '@preact/signals';
import { REDACT_DEFAULTS } from '../../redact/defaults.js';
import { DEFAULT_STRICTNESS, type Strictness } from '../editing/strictness.js';
import type { Look } from '../photo/look.js';
import type { Photo } from './photo.js';

/** What the page shows; the components read it, the files beside this one change it. */

export const photos = signal<readonly Photo[]>([]);
const currentId = signal<number | undefined>(undefined);

/** The photo on the screen. */
export const current = computed(() => photos.value.find(({ id }) => id === currentId.value));
export const currentIndex = computed(() => photos.value.findIndex(({ id }) => id === currentId.value));

export const look = signal<Look>({
  hiding: REDACT_DEFAULTS.with,
  shape: REDACT_DEFAULTS.shape,
  scale: REDACT_DEFAULTS.scale,
});
export const strictness = signal<Strictness>(DEFAULT_STRICTNESS);

/** The region that keys act on. */
export const chosenId = signal<number | undefined>(undefined);

/** Whether the masks are taken off while a key or a button is held. */
export const showsOriginal = signal(false);

/** What a drag over empty space does. */
export const tool = signal<'add' | 'move'>('add');

export type EngineState =
  | { readonly kind: 'loading'; readonly done: number; readonly total: number }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };

export const engineState = signal<EngineState>({ kind: 'loading', done: 0, total: 0 });

/** Whether the service worker holds all that the page needs. */
export const worksOffline = signal(false);

/** Messages; most stay until they are dismissed. */
export const notices = signal<readonly { readonly id: number; readonly text: string }[]>([]);

/** What was done last, for screen readers. */
export const announcement = signal('');

let lastNotice = 0;

/** @param leaves milliseconds after which it goes by itself */
export function notify(text: string, leaves?: number): void {
  lastNotice += 1;
  const id = lastNotice;
  notices.value = [...notices.value, { id, text }];
  if (leaves !== undefined) setTimeout(() => dismiss(id), leaves);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Puts a photo on the screen. */
export function show(photo: Photo | undefined): void {
  currentId.value = photo?.id;
  chosenId.value = undefined;
  showsOriginal.value = false;
  if (photo?.state.value.kind === 'ready') photo.seen.value = true;
}

/** Puts the photo `steps` further on the screen. */
export function showNext(steps: number): void {
  const next = photos.value[currentIndex.value + steps];
  if (next) show(next);
}
