import { useRef } from 'preact/hooks';
import type { Photo } from '../state/photo.js';
import { currentIndex, photos, showNext, showsOriginal } from '../state/store.js';
import { canRedo, canUndo, redo, undo } from '../state/undo.js';
import { STRINGS } from '../strings.js';
import { Icon, type IconName } from './icons.js';

const WORDS = STRINGS.tools;

/** To the photo before and the next. */
export function Paging() {
  const total = photos.value.length;
  if (total < 2) return null;
  return (
    <span class="group">
      <Tool icon="previous" label={WORDS.previous} disabled={currentIndex.value <= 0} onClick={() => showNext(-1)} />
      <span class="position">{WORDS.position(currentIndex.value + 1, total)}</span>
      <Tool icon="next" label={WORDS.next} disabled={currentIndex.value >= total - 1} onClick={() => showNext(1)} />
    </span>
  );
}

export function UndoTools({ photo }: { photo: Photo }) {
  return (
    <span class="group">
      <Tool icon="undo" label={WORDS.undo} word={WORDS.undo} disabled={!canUndo(photo)} onClick={() => undo(photo)} />
      <Tool icon="redo" label={WORDS.redo} word={WORDS.redo} disabled={!canRedo(photo)} onClick={() => redo(photo)} />
    </span>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly word?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** A button of a toolbar. */
export function Tool({ icon, label, word, disabled = false, onClick }: ToolProps) {
  return (
    <button type="button" class="tool" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
      {word && <span class="word">{word}</span>}
    </button>
  );
}

/** Milliseconds from which on a press is held, no click. */
const HOLD = 400;

/** A click takes the masks off and puts them on again; while it is held, by pointer or key, they are off. */
export function Compare() {
  const pressed = useRef<{ readonly at: number; readonly was: boolean } | undefined>(undefined);
  const press = () => {
    pressed.current ??= { at: performance.now(), was: showsOriginal.value };
    showsOriginal.value = true;
  };
  const release = (isClick: boolean) => {
    if (pressed.current === undefined) return;
    const { at, was } = pressed.current;
    pressed.current = undefined;
    showsOriginal.value = isClick && performance.now() - at < HOLD && !was;
  };
  const isHold = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';
  return (
    <button
      type="button"
      class="tool"
      aria-pressed={showsOriginal.value}
      aria-label={WORDS.compare}
      title={WORDS.compare}
      onPointerDown={press}
      onPointerUp={() => release(true)}
      onPointerLeave={() => release(false)}
      onPointerCancel={() => release(false)}
      onBlur={() => release(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => isHold(event) && press()}
      onKeyUp={(event) => isHold(event) && release(true)}
    >
      <Icon name="compare" />
      <span class="word">{WORDS.compareShort}</span>
    </button>
  );
}
