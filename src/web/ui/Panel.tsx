import { HIDING, SHAPES } from '../../redact/defaults.js';
import type { Look } from '../editing/look.js';
import { STRICTNESS } from '../editing/strictness.js';
import { hideNearly } from '../state/edit.js';
import type { Photo } from '../state/photo.js';
import { standingsOf } from '../state/standing.js';
import { current, look, strictness } from '../state/store.js';
import { hideNearlyTracks } from '../state/video.js';
import { STRINGS } from '../strings.js';
import { Choice } from './Choice.js';
import { Icon } from './icons.js';

const WORDS = STRINGS.look;

/** What was found in the photo on the screen, and how faces are hidden in all photos. */
export function Panel() {
  const photo = current.value;
  return (
    <aside class="panel" aria-label={WORDS.label}>
      {photo?.state.value.kind === 'ready' && <Found photo={photo} />}
      <details class="settings" open={matchMedia('(min-width: 900px)').matches}>
        <summary>{WORDS.label}</summary>
        <div class="sheet">
          <StyleChoice />
          <SizeChoice />
          <StrictnessChoice />
          <WeakWarning />
          <Legend />
          {!photo?.video.value && (
            <p class="faint hint">
              {matchMedia('(pointer: coarse)').matches ? STRINGS.stage.hintTouch : STRINGS.stage.hint}
            </p>
          )}
        </div>
      </details>
    </aside>
  );
}

function Found({ photo }: { photo: Photo }) {
  const { nearly, ...sure } = standingsOf(photo);
  return (
    <div class="found">
      <p class="count">{STRINGS.queue.standings({ ...sure, nearly: 0 })}</p>
      {/* Always there, so that nothing below it moves. */}
      <button
        type="button"
        disabled={nearly === 0}
        onClick={() => (photo.video.value ? hideNearlyTracks : hideNearly)(photo)}
      >
        {STRINGS.tools.hideNearly(nearly)}
      </button>
    </div>
  );
}

function StrictnessChoice() {
  const { recall, visibleIn, falseMasks } = strictness.value;
  return (
    <>
      <Choice
        label={WORDS.strictness}
        options={STRICTNESS.map((each) => ({ value: each.recall, word: WORDS.strictnesses[each.recall] }))}
        value={recall}
        onChange={(value) => {
          strictness.value = STRICTNESS.find((each) => each.recall === value) ?? strictness.value;
        }}
      />
      <p class="faint">
        {WORDS.strictnessMeans[recall]} {WORDS.exposure(visibleIn, falseMasks)}
      </p>
    </>
  );
}

const set = (change: Partial<Look>) => {
  look.value = { ...look.value, ...change };
};

function StyleChoice() {
  return (
    <Choice
      label={WORDS.style}
      options={HIDING.map((value) => ({ value, word: WORDS.styles[value] }))}
      value={look.value.with}
      onChange={(value) => set({ with: value })}
    />
  );
}

/** Below all that can be clicked, so that nothing moves when it appears. */
function WeakWarning() {
  if (look.value.with === 'solid') return null;
  return (
    <p class="warning" role="note">
      <Icon name="warning" />
      {WORDS.weak}
    </p>
  );
}

function SizeChoice() {
  const { shape, scale } = look.value;
  return (
    <>
      <Choice
        label={WORDS.shape}
        options={SHAPES.map((value) => ({ value, word: WORDS.shapes[value] }))}
        value={shape}
        onChange={(value) => set({ shape: value })}
      />
      <div class="slider">
        <label for="scale">{WORDS.scale}</label>
        <output for="scale">{WORDS.scaleValue(scale)}</output>
        <input
          id="scale"
          type="range"
          min={1}
          max={2.5}
          step={0.1}
          value={scale}
          onInput={({ currentTarget }) => set({ scale: currentTarget.valueAsNumber })}
        />
      </div>
    </>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label={WORDS.legend}>
      {(['hidden', 'nearly', 'shown'] as const).map((standing) => (
        <li key={standing}>
          <svg viewBox="0 0 20 20" aria-hidden="true" class={`swatch ${standing}`}>
            <ellipse cx="10" cy="10" rx="7" ry="8.5" />
          </svg>
          {WORDS.legends[standing]}
        </li>
      ))}
    </ul>
  );
}
