import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { fit, isEnlarged, type Size, type View } from '../editing/view.js';
import { visibleRegions } from '../state/edit.js';
import type { Photo } from '../state/photo.js';
import { chosenId, current, engineState, look, showsOriginal, tool } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { Covers } from './Covers.js';
import { EngineStatus } from './EngineStatus.js';
import { Icon } from './icons.js';
import { Regions } from './Regions.js';
import { stageCommands } from './stage-commands.js';
import { useGestures } from './use-gestures.js';
import { useObjectUrl } from './use-object-url.js';
import { useStageKeys } from './use-stage-keys.js';
import { VideoStage } from './video/VideoStage.js';

/** The photo on the screen with its masks, and what can be done to them by pointer and keys. */
export function Stage() {
  const photo = current.value;
  if (photo === undefined) return <div class="stage" />;
  const state = photo.state.value;
  if (state.kind === 'failed') return <Failed photo={photo} message={state.message} />;
  if (state.kind === 'ready' && photo.video.value)
    return <VideoStage key={photo.id} photo={photo} faces={photo.video.value} />;
  return state.kind === 'ready' ? (
    <Editor key={photo.id} photo={photo} size={state} />
  ) : (
    <Waiting key={photo.id} photo={photo} />
  );
}

function Editor({ photo, size }: { photo: Photo; size: Size }) {
  const stage = useRef<HTMLDivElement>(null);
  const room = useSignal<Size>({ width: 0, height: 0 });
  const view = useSignal<View | undefined>(undefined);
  const address = useObjectUrl(photo.shown.value);

  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      const before = room.peek();
      // A view that nobody changed stays the whole photo.
      const whole = view.peek() === undefined || isSame(view.peek(), fit(size, before));
      room.value = { width, height };
      if (whole) view.value = fit(size, room.peek());
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [photo]);

  const frame = { photo, size, room, view };
  useEffect(() => stageCommands.attach(frame), [photo]);
  const gestures = useGestures(stage, frame);
  const keys = useStageKeys(frame, gestures);
  useEffect(() => {
    // So that keys work at once, unless the user is somewhere else.
    if (document.activeElement === document.body) stage.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
  }, [photo]);

  const { scale, x, y } = view.value ?? { scale: 0, x: 0, y: 0 };
  const regions = visibleRegions(photo.regions.value.value);
  const hides = !showsOriginal.value;
  const draws = tool.value === 'add' || !view.value || !isEnlarged(view.value, size, room.value);
  return (
    <div
      ref={stage}
      class={`stage ${draws ? 'add' : 'move'} ${gestures.hovered.value === undefined ? '' : 'over'}`}
      data-zoom={scale}
    >
      <img
        class="photo"
        src={address}
        alt={STRINGS.stage.photo(photo.name)}
        width={size.width}
        height={size.height}
        draggable={false}
        style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
      />
      {hides && look.value.with !== 'solid' && <Covers photo={photo} view={view} room={room} />}
      <Regions
        regions={regions}
        view={{ scale, x, y }}
        draft={gestures.draft.value}
        hides={hides}
        chosen={chosenId.value}
        hovered={gestures.hovered.value}
        onKeyDown={keys.onKeyDown}
        onKeyUp={keys.onKeyUp}
        onBlur={keys.onBlur}
      />
      {!hides && <p class="badge">{STRINGS.stage.original}</p>}
    </div>
  );
}

const isSame = (a: View | undefined, b: View) => a?.scale === b.scale && a.x === b.x && a.y === b.y;

/** A photo that is not looked through yet is not shown as if it were safe: without masks, and faint. */
function Waiting({ photo }: { photo: Photo }) {
  const address = useObjectUrl(photo.shown.value);
  const state = photo.state.value;
  return (
    <div class="stage waiting">
      <img
        class="preview"
        src={address}
        alt=""
        onError={({ currentTarget }) => {
          // A video, or what turns out to be no picture.
          currentTarget.hidden = true;
        }}
      />
      <div class="card">
        {engineState.value.kind !== 'ready' ? (
          <EngineStatus />
        ) : (
          <>
            <label for="looking">
              {state.kind === 'looking' ? STRINGS.queue.looking(state.share) : STRINGS.queue.waiting}
            </label>
            <progress id="looking" max={1} value={state.kind === 'looking' ? state.share : 0} />
          </>
        )}
      </div>
    </div>
  );
}

function Failed({ photo, message }: { photo: Photo; message: string }) {
  return (
    <div class="stage waiting">
      <div class="card failed" role="alert">
        <Icon name="warning" />
        <b>{photo.name}</b>
        <p>{message}</p>
      </div>
    </div>
  );
}
