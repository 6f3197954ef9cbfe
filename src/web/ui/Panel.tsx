import { standingOf } from '../editing/region.js';
import { STRICTNESS } from '../editing/strictness.js';
import type { Look } from '../photo/look.js';
import { hideNearly, visibleRegions } from '../state/edit.js';
import type { Photo } from '../state/photo.js';
import { current, look, strictness } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { Choice } from './Choice.js';
import { Icon } from './icons.js';

const WORDS = STRINGS.look;

/** What was found in the photo on the screen, and how faces are hidden in all photos. */
export function Panel() {
  const photo = current.value;
  return (
    <aside class="panel" aria-label={WORDS.label}>
      {photo?.state.value.kind === 'ready' && (
        <>
          <Found photo={photo} />
          <p class="faint">{matchMedia('(pointer: coarse)').matches ? STRINGS.stage.hintTouch : STRINGS.stage.hint}</p>
        </>
      )}
      <details class="settings" open={matchMedia('(min-width: 900px)').matches}>
        <summary>{WORDS.label}</summary>
        <StrictnessChoice />
        <StyleChoice />
        <SizeChoice />
      </details>
      <Legend />
    </aside>
  );
}

function Found({ photo }: { photo: Photo }) {
  const { threshold } = strictness.value;
  const standings = visibleRegions(photo.regions.value.value).map((region) => standingOf(region, threshold));
  const [hidden, shown, nearly] = (['hidden', 'shown', 'nearly'] as const).map(
    (kind) => standings.filter((each) => each === kind).length,
  );
  return (
    <div class="found">
      <p class="count">
        {hidden === 0 ? STRINGS.queue.none : STRINGS.queue.hidden(hidden!)}
        {shown! > 0 && `, ${STRINGS.queue.shown(shown!)}`}
      </p>
      {nearly! > 0 && (
        <button type="button" onClick={() => hideNearly(photo)}>
          {STRINGS.tools.hideNearly(nearly!)}
        </button>
      )}
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
      <p class="faint">{WORDS.exposure(visibleIn, falseMasks)}</p>
    </>
  );
}

const set = (change: Partial<Look>) => {
  look.value = { ...look.value, ...change };
};

function StyleChoice() {
  const { hiding } = look.value;
  return (
    <>
      <Choice
        label={WORDS.style}
        options={(['solid', 'mosaic', 'blur'] as const).map((value) => ({ value, word: WORDS.styles[value] }))}
        value={hiding}
        onChange={(value) => set({ hiding: value })}
      />
      {hiding !== 'solid' && (
        <p class="warning" role="note">
          <Icon name="warning" />
          {WORDS.weak}
        </p>
      )}
    </>
  );
}

function SizeChoice() {
  const { shape, scale } = look.value;
  return (
    <>
      <Choice
        label={WORDS.shape}
        options={(['ellipse', 'box'] as const).map((value) => ({ value, word: WORDS.shapes[value] }))}
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
