import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type Asked, closeSaving, lookFirst, type SaveState, saveAsked, saveState } from '../state/saving.js';
import { STRINGS } from '../strings.js';
import { Icon } from './icons.js';

const WORDS = STRINGS.saving;

/** Asks before all photos are saved, shows how far it is, and says what became of each. */
export function SaveDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const state = saveState.value;
  const isOpen = state !== undefined;
  // Before the effects of what is in it, which choose the button that has the focus.
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} aria-labelledby="saving" onCancel={closeSaving} onClose={closeSaving}>
      <h2 id="saving">{WORDS.heading}</h2>
      {state?.kind === 'asking' && <Asking {...state} />}
      {state?.kind === 'working' && <Working {...state} />}
      {state?.kind === 'done' && <Done {...state} />}
    </dialog>
  );
}

type Kind<Name extends SaveState['kind']> = Extract<SaveState, { kind: Name }>;

/** What is asked before saving. The button that stands out is never one that leaves a possible face in plain view. */
function Asking({ target, asked, left }: Kind<'asking'>) {
  const unseen = asked.filter(({ seen }) => !seen);
  const unsure = asked.filter(({ nearly }) => nearly > 0);
  const nearly = unsure.reduce((sum, each) => sum + each.nearly, 0);
  const isFine = unseen.length === 0 && nearly === 0;
  const doubtful = unseen[0] ?? unsure[0];
  return (
    <>
      {target !== 'one' && <p>{WORDS.ready(asked.length)}</p>}
      {unseen.length > 0 && <Warning>{`${WORDS.unseen(unseen.length)} ${STRINGS.start.honest}`}</Warning>}
      {nearly > 0 && <Warning>{WORDS.nearly(nearly)}</Warning>}
      {target !== 'one' && <Standing asked={asked} />}
      <Unsaved heading={WORDS.left(left.length)} items={left} />
      <p class="buttons">
        <button type="button" onClick={closeSaving}>
          {WORDS.cancel}
        </button>
        {!isFine && (
          <button type="button" onClick={() => void saveAsked({ hidesNearly: false })}>
            {nearly > 0 ? WORDS.goNearly : WORDS.goUnseen}
          </button>
        )}
        {nearly > 0 && unseen.length > 0 && (
          <button type="button" onClick={() => void saveAsked({ hidesNearly: true })}>
            {WORDS.hideAndGo(nearly)}
          </button>
        )}
        {nearly > 0 && unseen.length === 0 && (
          <button type="button" onClick={() => doubtful && lookFirst(doubtful)}>
            {WORDS.look}
          </button>
        )}
        {unseen.length > 0 && <Safe word={WORDS.show(unseen.length)} onClick={() => doubtful && lookFirst(doubtful)} />}
        {nearly > 0 && unseen.length === 0 && (
          <Safe word={WORDS.hideAndGo(nearly)} onClick={() => void saveAsked({ hidesNearly: true })} />
        )}
        {isFine && (
          <Safe word={WORDS.go} disabled={asked.length === 0} onClick={() => void saveAsked({ hidesNearly: false })} />
        )}
      </p>
    </>
  );
}

/** The button that Enter presses. */
function Safe({ word, disabled = false, onClick }: { word: string; disabled?: boolean; onClick: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button ref={button} type="button" class="primary" disabled={disabled} onClick={onClick}>
      {word}
    </button>
  );
}

function Warning({ children }: { children: string }) {
  return (
    <p class="warning">
      <Icon name="warning" />
      {children}
    </p>
  );
}

/** How the faces of each photo stand. */
function Standing({ asked }: { asked: readonly Asked[] }) {
  return (
    // Long lists are scrolled by keys, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached (WCAG 2.1.1)
    <ul class="standings" tabIndex={0} aria-label={WORDS.standings}>
      {asked.map((each) => (
        <li key={each.photo.id} class={each.nearly > 0 || each.hidden === 0 ? 'doubtful' : ''}>
          <b>{each.photo.name}</b>
          <span>
            {STRINGS.queue.standings(each)}
            {!each.seen && `, ${STRINGS.queue.unseenShort}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Working({ done, total, share }: Kind<'working'>) {
  return (
    <>
      <label for="saving-progress">{WORDS.working(done, total, share)}</label>
      <progress id="saving-progress" max={total} value={done + share} />
      <p class="faint">{WORDS.again}</p>
      <p class="buttons">
        <button type="button" onClick={closeSaving}>
          {WORDS.cancel}
        </button>
      </p>
    </>
  );
}

function Done({ saved, standings, more, unsaved, stopped }: Kind<'done'>) {
  return (
    <>
      {saved > 0 && (
        <p class="success" role="status">
          {WORDS.done(saved, standings)} {more > 0 && WORDS.foundMore(more)}
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
