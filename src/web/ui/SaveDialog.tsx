import { useEffect, useRef } from 'preact/hooks';
import { hideNearly, nearlyFound } from '../state/edit.js';
import { closeSaving, type SaveState, saveAll, saveAsItIs, saveState } from '../state/saving.js';
import { chosenId, photos, show } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { Icon } from './icons.js';

const WORDS = STRINGS.saving;

/** Asks before all photos are saved, shows how far it is, and says what became of each. */
export function SaveDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const state = saveState.value;
  const isOpen = state !== undefined;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} aria-labelledby="saving" onCancel={closeSaving} onClose={closeSaving}>
      <h2 id="saving">{WORDS.heading}</h2>
      {state?.kind === 'asking' && <Asking {...state} />}
      {state?.kind === 'maybe' && <Maybe {...state} />}
      {state?.kind === 'working' && <Working {...state} />}
      {state?.kind === 'done' && <Done {...state} />}
    </dialog>
  );
}

type Kind<Name extends SaveState['kind']> = Extract<SaveState, { kind: Name }>;

function Asking({ target, ready, unseen, left }: Kind<'asking'>) {
  return (
    <>
      <p>{WORDS.ready(ready)}</p>
      {unseen > 0 && (
        <p class="warning">
          <Icon name="warning" />
          {WORDS.unseen(unseen)} {STRINGS.start.honest}
        </p>
      )}
      <Unsaved heading={WORDS.left(left.length)} items={left} />
      <p class="buttons">
        <button type="button" onClick={closeSaving}>
          {WORDS.cancel}
        </button>
        <button
          type="button"
          class={unseen > 0 ? '' : 'primary'}
          disabled={ready === 0}
          onClick={() => void saveAll(target)}
        >
          {unseen > 0 ? WORDS.goUnseen : WORDS.go}
        </button>
        {unseen > 0 && (
          <button
            type="button"
            class="primary"
            onClick={() => {
              closeSaving();
              show(photos.value.find(({ seen, state }) => !seen.value && state.value.kind === 'ready'));
            }}
          >
            {WORDS.lookUnseen}
          </button>
        )}
      </p>
    </>
  );
}

function Maybe({ photo, many }: Kind<'maybe'>) {
  return (
    <>
      <p class="warning">
        <Icon name="warning" />
        {WORDS.maybe(many)}
      </p>
      <p class="buttons">
        <button
          type="button"
          onClick={() => {
            closeSaving();
            chosenId.value = nearlyFound(photo)[0]?.id;
          }}
        >
          {WORDS.lookFirst}
        </button>
        <button type="button" onClick={() => void saveAsItIs(photo)}>
          {WORDS.asItIs}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            hideNearly(photo);
            void saveAsItIs(photo);
          }}
        >
          {WORDS.hideAndGo}
        </button>
      </p>
    </>
  );
}

function Working({ done, total, step }: Kind<'working'>) {
  return (
    <>
      <label for="saving-progress">
        {WORDS.working(done, total)}. {WORDS.step[step]}…
      </label>
      <progress id="saving-progress" max={total} value={done} />
      <p class="buttons">
        <button type="button" onClick={closeSaving}>
          {WORDS.cancel}
        </button>
      </p>
    </>
  );
}

function Done({ saved, more, unsaved, stopped }: Kind<'done'>) {
  return (
    <>
      {saved > 0 && (
        <p class="success" role="status">
          {WORDS.done(saved)} {more > 0 && WORDS.foundMore(more)}
        </p>
      )}
      {stopped && <p>{WORDS.stopped}</p>}
      <Unsaved heading={WORDS.failed(unsaved.length)} items={unsaved} />
      <p class="buttons">
        <button type="button" class="primary" onClick={closeSaving}>
          {WORDS.close}
        </button>
      </p>
    </>
  );
}

function Unsaved({ heading, items }: { heading: string; items: Kind<'done'>['unsaved'] }) {
  if (items.length === 0) return null;
  return (
    <div class="unsaved" role="alert">
      <p>{heading}</p>
      <ul>
        {items.map(({ name, why }) => (
          <li key={name}>
            <b>{name}</b>: {why}
          </li>
        ))}
      </ul>
    </div>
  );
}
