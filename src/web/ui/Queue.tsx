import { hiddenRegions } from '../editing/region.js';
import type { Photo } from '../state/photo.js';
import { progress, removePhoto, resumeQueue, stopQueue } from '../state/queue.js';
import { isSaved, standingsOf } from '../state/standing.js';
import { current, engineState, look, photos, show, strictness } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { EngineStatus } from './EngineStatus.js';
import { Icon } from './icons.js';
import { masksPath } from './masks-path.js';

const WORDS = STRINGS.queue;

/** The photos, with thumbnails and how far each is. */
export function Queue() {
  return (
    <nav class="queue" aria-label={WORDS.label}>
      <QueueHead />
      <ol>
        {photos.value.map((photo) => (
          <QueueItem key={photo.id} photo={photo} />
        ))}
      </ol>
      <p class="signs" aria-hidden="true">
        <span class="sign" /> {WORDS.unseenShort} <Icon name="tick" /> {WORDS.savedShort}
      </p>
    </nav>
  );
}

function QueueHead() {
  if (engineState.value.kind !== 'ready') return <EngineStatus />;
  const now = progress.value;
  if (now === undefined) return null;
  const { done, total, left, stopped } = now;
  return (
    <div class="queue-head">
      <label for="queue-progress">
        {WORDS.progress(done, total)}
        {stopped ? `, ${WORDS.stopped}` : left !== undefined && `, ${WORDS.left(left)}`}
      </label>
      <progress id="queue-progress" max={total} value={done} />
      <button type="button" class="small" onClick={stopped ? resumeQueue : stopQueue}>
        {stopped ? WORDS.resume : WORDS.cancel}
      </button>
    </div>
  );
}

function QueueItem({ photo }: { photo: Photo }) {
  const state = photo.state.value;
  const words = wordsOf(photo);
  const isCurrent = current.value === photo;
  return (
    <li class={`item ${state.kind} ${isCurrent ? 'current' : ''}`}>
      <button
        type="button"
        class="open"
        aria-current={isCurrent ? 'true' : undefined}
        title={photo.name}
        onClick={() => show(photo)}
      >
        <Thumbnail photo={photo} />
        <span class="text">
          <b>{photo.name.split('/').at(-1)}</b>
          <span>{words}</span>
        </span>
        {isSaved(photo) && (
          <span class="tick" title={WORDS.saved}>
            <Icon name="tick" />
            <span class="unseen">{WORDS.saved}</span>
          </span>
        )}
        {state.kind === 'ready' && !photo.seen.value && (
          <span class="dot" title={WORDS.unseen}>
            <span class="unseen">{WORDS.unseen}</span>
          </span>
        )}
      </button>
      <button
        type="button"
        class="plain remove"
        aria-label={WORDS.remove(photo.name)}
        onClick={() => removePhoto(photo)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function wordsOf(photo: Photo): string {
  const state = photo.state.value;
  if (state.kind === 'waiting') return WORDS.waiting;
  if (state.kind === 'looking') return WORDS.looking(state.share);
  if (state.kind === 'failed') return WORDS.failed;
  return WORDS.standings(standingsOf(photo));
}

function Thumbnail({ photo }: { photo: Photo }) {
  const state = photo.state.value;
  if (!photo.thumbnail.value) {
    return <span class="thumbnail">{state.kind === 'failed' && <Icon name="warning" />}</span>;
  }
  return (
    <span class="thumbnail">
      <img src={photo.thumbnail.value} alt="" />
      {state.kind === 'ready' && (
        <svg viewBox={`0 0 ${state.width} ${state.height}`} aria-hidden="true">
          <path d={masksPath(hiddenRegions(photo.regions.value.value, strictness.value.threshold), look.value)} />
        </svg>
      )}
    </span>
  );
}
