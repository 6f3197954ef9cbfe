import { photos } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { FileButton } from './FileButton.js';
import { openHelp } from './Help.js';
import { Icon } from './icons.js';
import { SaveMenu } from './SaveMenu.js';

export function Header() {
  const started = photos.value.length > 0;
  return (
    <header class="header">
      <span class="brand">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <ellipse cx="16" cy="16" rx="7" ry="9" />
        </svg>
        {started ? <h1>{STRINGS.name}</h1> : <span class="name">{STRINGS.name}</span>}
      </span>
      <span class="promise">
        <Icon name="lock" />
        {STRINGS.promise}
      </span>
      <span class="actions">
        {started && <FileButton icon="add" label={STRINGS.queue.add} short />}
        {started && <SaveMenu />}
        <button
          type="button"
          class="plain"
          aria-label={STRINGS.tools.help}
          title={STRINGS.tools.help}
          onClick={openHelp}
        >
          <Icon name="help" />
        </button>
      </span>
    </header>
  );
}
