import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { STRINGS } from '../strings.js';

const WORDS = STRINGS.help;
const isOpen = signal(false);

export function openHelp(): void {
  isOpen.value = true;
}

/** How to do what people come for, the keys, and what the page is. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = isOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <dialog ref={dialog} aria-labelledby="help" onClose={close}>
      <h2 id="help">{WORDS.heading}</h2>
      <h3>{WORDS.howTo}</h3>
      <dl class="answers">
        {WORDS.answers.map(([question, answer]) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
      <h3>{WORDS.keysHeading}</h3>
      <p class="faint">{WORDS.where}</p>
      <dl class="keys">
        {WORDS.keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>{WORDS.mouse}</p>
      <p class="faint">{WORDS.about}</p>
      <p class="buttons">
        <button type="button" class="primary" onClick={close}>
          {WORDS.close}
        </button>
      </p>
    </dialog>
  );
}
