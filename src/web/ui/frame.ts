import type { Signal } from '@preact/signals';
import type { Size, View } from '../editing/view.js';
import type { Photo } from '../state/photo.js';

/** A photo and how it lies in the stage. */
export interface Frame {
  readonly photo: Photo;
  /** Of the photo, in its pixels. */
  readonly size: Size;
  /** Of the stage, in CSS pixels. */
  readonly room: Signal<Size>;
  readonly view: Signal<View | undefined>;
}
