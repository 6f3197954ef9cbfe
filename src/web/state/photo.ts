import { type Signal, signal } from '@preact/signals';
import type { VideoFaces } from '../../browser/video.js';
import { messageOf } from '../../errors/errors.js';
import { beginHistory, type History } from '../editing/history.js';
import { foundRegions, type Region } from '../editing/region.js';
import type { Decisions } from '../editing/video-tracks.js';

/** How far a photo is. Sizes are those of the upright photo. */
export type PhotoState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'looking'; readonly share: number }
  | { readonly kind: 'ready'; readonly width: number; readonly height: number }
  | { readonly kind: 'failed'; readonly message: string };

/** A file that was added to the page. */
export interface Photo {
  readonly id: number;
  /** Its path below the folder that was added, or its name. */
  readonly name: string;
  readonly file: File;
  /** What the browser shows of it: the file itself, or a copy in a format that it knows. */
  readonly shown: Signal<Blob>;
  readonly state: Signal<PhotoState>;
  readonly regions: Signal<History<readonly Region[]>>;
  /** What was found in it, where it is a video. */
  readonly video: Signal<VideoFaces | undefined>;
  /** What the user decided of a video's tracks. */
  readonly decisions: Signal<History<Decisions>>;
  /** Whether the user has had it on the screen since its faces were found. */
  readonly seen: Signal<boolean>;
  /** What was hidden, and how, when it was last saved; see `isSaved`. */
  readonly saved: Signal<readonly unknown[] | undefined>;
  /** Address of a small picture, once it was read. */
  readonly thumbnail: Signal<string | undefined>;
}

let last = 0;

export function newPhoto(file: File, name: string): Photo {
  last += 1;
  return {
    id: last,
    name,
    file,
    shown: signal<Blob>(file),
    state: signal<PhotoState>({ kind: 'waiting' }),
    regions: signal(beginHistory<readonly Region[]>(foundRegions([]))),
    video: signal<VideoFaces | undefined>(undefined),
    decisions: signal(beginHistory<Decisions>(new Map())),
    seen: signal(false),
    saved: signal<readonly unknown[] | undefined>(undefined),
    thumbnail: signal(undefined),
  };
}

/** The size of a photo that was looked through. */
export function sizeOf(photo: Photo): { readonly width: number; readonly height: number } | undefined {
  const state = photo.state.value;
  return state.kind === 'ready' ? state : undefined;
}

/** What went wrong with a photo, without its name: that stands beside it. */
export function whyOf(error: unknown, { name }: Photo): string {
  const message = messageOf(error);
  return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
}
