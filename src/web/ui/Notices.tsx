import { useEffect, useState } from 'preact/hooks';
import { dismiss, type Notice, notices } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { Icon } from './icons.js';

/** Milliseconds that a notice stays which leaves by itself: it can be read twice. */
const STAYS = 9000;

export function Notices() {
  return (
    <div class="notices" role="status">
      {notices.value.map((notice) => (
        <Item key={notice.id} {...notice} />
      ))}
    </div>
  );
}

/** Stays while the pointer or the focus is on it. */
function Item({ id, text, leaves, action }: Notice) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!leaves || held) return;
    const timer = setTimeout(() => dismiss(id), STAYS);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    <div
      class="notice"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <span>{text}</span>
      {action && (
        <button
          type="button"
          class="small"
          onClick={() => {
            dismiss(id);
            action.act();
          }}
        >
          {action.word}
        </button>
      )}
      <button type="button" class="plain" aria-label={STRINGS.notices.dismiss} onClick={() => dismiss(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
