import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { download } from '../files/download.js';
import { canPickFolder } from '../files/folder.js';
import { applyList, listOfFaces } from '../files/lists.js';
import { askToSaveAll, saveOne } from '../state/saving.js';
import { current, photos } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { Icon } from './icons.js';

const WORDS = STRINGS.saving;

/** Saves the photo on the screen; beside it a menu of other ways. */
export function SaveMenu() {
  const open = useSignal(false);
  const menu = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLInputElement>(null);
  const photo = current.value;
  const ready = photo?.state.value.kind === 'ready';
  const some = photos.value.some(({ state }) => state.value.kind === 'ready');

  useEffect(() => {
    const close = ({ target }: Event) => {
      if (!(target instanceof Node && menu.current?.contains(target))) open.value = false;
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, []);

  const item = (word: string, act: () => void, enabled = true) => (
    <button
      type="button"
      role="menuitem"
      disabled={!enabled}
      onClick={() => {
        open.value = false;
        act();
      }}
    >
      {word}
    </button>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the menu from any of its items
    <span
      class="split"
      ref={menu}
      onKeyDown={({ key }) => {
        if (key !== 'Escape') return;
        open.value = false;
        menu.current?.querySelector<HTMLElement>('.more')?.focus();
      }}
    >
      <button type="button" class="primary" disabled={!ready} onClick={() => photo && void saveOne(photo)}>
        <Icon name="save" />
        <span class="word">{photo?.video.value ? WORDS.oneVideo : WORDS.one}</span>
      </button>
      <button
        type="button"
        class="primary more"
        aria-label={WORDS.more}
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name="down" />
      </button>
      {open.value && (
        <div class="menu" role="menu" aria-label={WORDS.more}>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu */}
          <div role="group" aria-labelledby="save-photos">
            <p id="save-photos">{WORDS.photosHeading}</p>
            {item(WORDS.zip, () => askToSaveAll('zip'), some)}
            {canPickFolder() && item(WORDS.folder, () => askToSaveAll('folder'), some)}
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu */}
          <div role="group" aria-labelledby="save-positions">
            <p id="save-positions">
              {WORDS.listHeading}
              <small>{WORDS.listMeans}</small>
            </p>
            {item(
              WORDS.lines,
              () => download(new Blob([listOfFaces()], { type: 'application/jsonl' }), WORDS.linesName),
              some,
            )}
            {item(WORDS.loadLines, () => list.current?.click())}
          </div>
        </div>
      )}
      <input
        ref={list}
        type="file"
        hidden
        accept=".jsonl,.json,.ndjson"
        data-purpose="list"
        onChange={async ({ currentTarget }) => {
          for (const file of currentTarget.files ?? []) await applyList(file);
          currentTarget.value = '';
        }}
      />
    </span>
  );
}
