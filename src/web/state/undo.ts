import { undoLast } from './edit.js';
import type { Photo } from './photo.js';
import { canUndoClosing, undoClosing } from './queue.js';

/** Whether there is a step to undo: of the photo on the screen, or the closing of another. */
export const canUndo = (photo: Photo): boolean => canUndoClosing.value || photo.regions.value.past.length > 0;

/** Undoes what was done last. */
export function undo(photo: Photo): void {
  if (canUndoClosing.value) undoClosing();
  else undoLast(photo);
}
