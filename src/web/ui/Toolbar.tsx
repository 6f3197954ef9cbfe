import { standingOf } from '../editing/region.js';
import { remove, toggle, visibleRegions } from '../state/edit.js';
import { chosenId, current, strictness, tool } from '../state/store.js';

import { STRINGS } from '../strings.js';
import { Icon } from './icons.js';
import { stageCommands } from './stage-commands.js';
import { Compare, Paging, Tool, UndoTools } from './Tools.js';
import { VideoTools } from './video/VideoTools.js';

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
  if (photo.video.value) return <VideoTools key={photo.id} photo={photo} faces={photo.video.value} />;
  const { value } = photo.regions.value;
  const chosen = value.find(({ id }) => id === chosenId.value);
  const visible = visibleRegions(value);
  const at = visible.findIndex(({ id }) => id === chosenId.value);
  return (
    <div class="toolbar" role="toolbar" aria-label={WORDS.label}>
      <Paging />
      <UndoTools photo={photo} />
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
