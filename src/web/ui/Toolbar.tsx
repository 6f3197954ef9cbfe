import { useRef } from 'preact/hooks';
import { standingOf } from '../editing/region.js';
import { redoLast, remove, toggle, undoLast } from '../state/edit.js';
import { chosenId, current, currentIndex, photos, showNext, showsOriginal, strictness, tool } from '../state/store.js';
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
  const { past, future, value } = photo.regions.value;
  const chosen = value.find(({ id }) => id === chosenId.value);
  return (
    <div class="toolbar" role="toolbar" aria-label={WORDS.label}>
      <Paging />
      <span class="group">
        <Tool icon="undo" label={WORDS.undo} disabled={past.length === 0} onClick={() => undoLast(photo)} />
        <Tool icon="redo" label={WORDS.redo} disabled={future.length === 0} onClick={() => redoLast(photo)} />
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

/** Milliseconds after which a press is one that holds. */
const HELD = 400;

/** While it is held, by pointer or key, the masks are off; a click takes them off until the next. */
function Compare() {
  const pressed = useRef<{ readonly at: number; readonly before: boolean } | undefined>(undefined);
  const press = () => {
    pressed.current ??= { at: performance.now(), before: showsOriginal.value };
    showsOriginal.value = true;
  };
  const release = () => {
    if (pressed.current === undefined) return;
    const { at, before } = pressed.current;
    pressed.current = undefined;
    showsOriginal.value = performance.now() - at < HELD && !before;
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
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => isHold(event) && press()}
      onKeyUp={(event) => isHold(event) && release()}
    >
      <Icon name="compare" />
      <span class="word">{WORDS.compareShort}</span>
    </button>
  );
}
