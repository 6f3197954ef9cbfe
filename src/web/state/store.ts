import { computed, signal } from '@preact/signals';
import { REDACT_DEFAULTS } from '../../redact/defaults.js';
import type { Look } from '../editing/look.js';
import { DEFAULT_STRICTNESS, type Strictness } from '../editing/strictness.js';
import type { Photo } from './photo.js';

/** What the page shows; the components read it, the files beside this one change it. */

export const photos = signal<readonly Photo[]>([]);
const currentId = signal<number | undefined>(undefined);

/** The photo on the screen. */
export const current = computed(() => photos.value.find(({ id }) => id === currentId.value));
export const currentIndex = computed(() => photos.value.findIndex(({ id }) => id === currentId.value));

export const look = signal<Look>({
  with: REDACT_DEFAULTS.with,
  shape: REDACT_DEFAULTS.shape,
  scale: REDACT_DEFAULTS.scale,
});
export const strictness = signal<Strictness>(DEFAULT_STRICTNESS);

/** The region that keys act on. */
export const chosenId = signal<number | undefined>(undefined);

/** Whether the masks are taken off while a key or a button is held. */
export const showsOriginal = signal(false);

/** Whether every drag adds a region. Otherwise one does with a mouse over the whole photo; a photo that is enlarged is moved. */
export const tool = signal<'add' | 'move'>('move');

export type EngineState =
  | { readonly kind: 'loading'; readonly done: number; readonly total: number }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };

export const engineState = signal<EngineState>({ kind: 'loading', done: 0, total: 0 });

/** Whether the service worker holds all that the page needs. */
export const worksOffline = signal(false);

/** Something that a notice offers to do. */
export interface NoticeAction {
  readonly word: string;
  readonly act: () => void;
}

export interface Notice {
  readonly id: number;
  readonly text: string;
  /** Whether it leaves by itself: what only tells that all went well. */
  readonly leaves: boolean;
  readonly action: NoticeAction | undefined;
}

/** Messages; what went wrong stays until it is dismissed. */
export const notices = signal<readonly Notice[]>([]);

/** What was done last, for screen readers. */
export const announcement = signal('');

let lastNotice = 0;

/** @returns the number by which the notice can be dismissed */
export function notify(text: string, { leaves = false, action }: { leaves?: boolean; action?: NoticeAction } = {}) {
  lastNotice += 1;
  notices.value = [...notices.value, { id: lastNotice, text, leaves, action }];
  return lastNotice;
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
