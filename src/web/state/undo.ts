import { redo as redoStep, undo as undoStep } from '../editing/history.js';
import { STRINGS } from '../strings.js';
import { redoLast, undoLast } from './edit.js';
import type { Photo } from './photo.js';
import { canUndoClosing, undoClosing } from './queue.js';
import { announcement } from './store.js';

/** Whether there is a step to undo: of the photo on the screen, or the closing of another. */
export const canUndo = (photo: Photo): boolean => canUndoClosing.value || stepsOf(photo).value.past.length > 0;

/** Whether what was undone can be done again. */
export const canRedo = (photo: Photo): boolean => stepsOf(photo).value.future.length > 0;

const stepsOf = ({ video, regions, decisions }: Photo) => (video.value ? decisions : regions);

/** Undoes what was done last. */
export function undo(photo: Photo): void {
  if (canUndoClosing.value) undoClosing();
  else if (photo.video.value) {
    photo.decisions.value = undoStep(photo.decisions.value);
    announcement.value = STRINGS.stage.undone;
  } else undoLast(photo);
}

/** Does again what was undone last. */
export function redo(photo: Photo): void {
  if (photo.video.value) {
    photo.decisions.value = redoStep(photo.decisions.value);
    announcement.value = STRINGS.stage.redone;
  } else redoLast(photo);
}
