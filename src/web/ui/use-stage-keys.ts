import { useRef } from 'preact/hooks';
import type { Box } from '../../geometry/box.js';
import { hideNearly, redoLast, remove, reshape, toggle } from '../state/edit.js';
import { saveOne } from '../state/saving.js';
import { chosenId, showNext, showsOriginal } from '../state/store.js';
import { undo } from '../state/undo.js';
import type { Frame } from './frame.js';
import { openHelp } from './Help.js';
import { stageCommands } from './stage-commands.js';
import type { Gestures } from './use-gestures.js';

/** CSS pixels that an arrow moves the photo. */
const PAN = 60;
const ZOOM = 1.4;

const ARROWS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Keys of the stage. They work only while it has the focus, so that they are in nobody's way elsewhere (WCAG 2.1.4). */
export function useStageKeys({ photo }: Frame, { spaceHeld }: Gestures) {
  const originalHeld = useRef(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'b') originalHeld.current = true;
    if (commandFor(event, photo, spaceHeld)) event.preventDefault();
  };
  const onKeyUp = ({ key }: KeyboardEvent) => {
    if (key.toLowerCase() === 'b') {
      showsOriginal.value = false;
      originalHeld.current = false;
    }
    if (key === ' ') spaceHeld.current = false;
  };
  const onBlur = () => {
    // Only what a key holds: the button that switches the masks off takes the focus, too.
    if (originalHeld.current) showsOriginal.value = false;
    originalHeld.current = false;
    spaceHeld.current = false;
  };
  return useRef({ onKeyDown, onKeyUp, onBlur }).current;
}

/** Does what the key stands for; false where it stands for nothing. */
function commandFor(event: KeyboardEvent, photo: Frame['photo'], spaceHeld: { current: boolean }): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  const id = chosenId.value;
  const arrow = ARROWS[key];
  if (arrow) {
    move(photo, { x: arrow.x * (shiftKey ? 10 : 1), y: arrow.y * (shiftKey ? 10 : 1) }, altKey);
    return true;
  }
  if (ctrlKey || metaKey) return shortcut(event, photo);
  if (altKey) return false;
  switch (key.toLowerCase()) {
    case 'f':
      stageCommands.goToFace(shiftKey ? -1 : 1);
      return true;
    case 'enter':
      if (id !== undefined) toggle(photo, id);
      return true;
    case 'delete':
    case 'backspace':
      if (id !== undefined) remove(photo, id);
      return true;
    case 'escape':
      chosenId.value = undefined;
      return true;
    case 'a':
      stageCommands.addInMiddle();
      return true;
    case 'n':
      hideNearly(photo);
      return true;
    case 'b':
      showsOriginal.value = true;
      return true;
    case ' ':
      spaceHeld.current = true;
      return true;
    case '+':
    case '=':
      stageCommands.zoom(ZOOM);
      return true;
    case '-':
      stageCommands.zoom(1 / ZOOM);
      return true;
    case '0':
      stageCommands.fit();
      return true;
    case 'pagedown':
      showNext(1);
      return true;
    case 'pageup':
      showNext(-1);
      return true;
    case '?':
      openHelp();
      return true;
    default:
      return false;
  }
}

function shortcut({ key, shiftKey }: KeyboardEvent, photo: Frame['photo']): boolean {
  const letter = key.toLowerCase();
  if (letter === 'z' && !shiftKey) undo(photo);
  else if (letter === 'y' || letter === 'z') redoLast(photo);
  else if (letter === 's') void saveOne(photo);
  else return false;
  return true;
}

/** Moves or resizes the chosen region by whole pixels, or moves the photo where none is chosen. */
function move(photo: Frame['photo'], { x, y }: { x: number; y: number }, resizes: boolean): void {
  const region = photo.regions.value.value.find(({ id }) => id === chosenId.value);
  if (region === undefined) {
    stageCommands.pan(-x * PAN, -y * PAN);
    return;
  }
  const { box } = region;
  const next: Box = resizes
    ? { ...box, width: Math.max(1, box.width + x), height: Math.max(1, box.height + y) }
    : { ...box, x: box.x + x, y: box.y + y };
  reshape(photo, region.id, next, true);
}
