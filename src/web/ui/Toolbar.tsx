import { useRef } from 'preact/hooks';
import { standingOf } from '../editing/region.js';
import { redoLast, remove, toggle, visibleRegions } from '../state/edit.js';
import { chosenId, current, currentIndex, photos, showNext, showsOriginal, strictness, tool } from '../state/store.js';
import { canUndo, undo } from '../state/undo.js';
import { STRINGS } from '../strings.js';
import { Icon, type IconName } from './icons.js';
import { stageCommands } from './stage-commands.js';

const WORDS = STRINGS.tools;
const ZOOM = 1.4;

/** What can be done to the photo on the screen. */
export function Toolbar() {
  const photo = current.value;
  if (photo === undefined || photo.state.value.kind !== 'ready') {
    return (
      <div class="toolbar">
        <Paging />
      </div>
    );
  }
  const { future, value } = photo.regions.value;
  const chosen = value.find(({ id }) => id === chosenId.value);
  const visible = visibleRegions(value);
  const at = visible.findIndex(({ id }) => id === chosenId.value);
  return (
    <div class="toolbar" role="toolbar" aria-label={WORDS.label}>
      <Paging />
      <span class="group">
        <Tool icon="undo" label={WORDS.undo} word={WORDS.undo} disabled={!canUndo(photo)} onClick={() => undo(photo)} />
        <Tool
          icon="redo"
          label={WORDS.redo}
          word={WORDS.redo}
          disabled={future.length === 0}
          onClick={() => redoLast(photo)}
        />
      </span>
      <span class="group">
        <Tool icon="minus" label={WORDS.zoomOut} onClick={() => stageCommands.zoom(1 / ZOOM)} />
        <Tool icon="fit" label={WORDS.fit} onClick={() => stageCommands.fit()} />
        <Tool icon="add" label={WORDS.zoomIn} onClick={() => stageCommands.zoom(ZOOM)} />
      </span>
      <span class="group">
        <Tool icon="nextFace" label={WORDS.nextFace} word={WORDS.nextFace} onClick={() => stageCommands.goToFace(1)} />
        <button
          type="button"
          class="tool"
          aria-pressed={tool.value === 'add'}
          aria-label={WORDS.addLabel}
          title={WORDS.addLabel}
          onClick={() => {
            tool.value = tool.value === 'add' ? 'move' : 'add';
          }}
        >
          <Icon name="region" />
          <span class="word">{WORDS.add}</span>
        </button>
        <Compare />
      </span>
      {chosen && (
        <span class="group chip">
          {at >= 0 && <span class="ordinal">{WORDS.ordinal(at + 1, visible.length)}</span>}
          <button type="button" class="tool" onClick={() => toggle(photo, chosen.id)}>
            <Icon name="eye" />
            <span>{WORDS.toggle[standingOf(chosen, strictness.value.threshold)]}</span>
          </button>
          {chosen.score === undefined && (
            <Tool icon="trash" label={WORDS.remove} onClick={() => remove(photo, chosen.id)} />
          )}
        </span>
      )}
    </div>
  );
}

function Paging() {
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

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly word?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon, label, word, disabled = false, onClick }: ToolProps) {
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
function Compare() {
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
