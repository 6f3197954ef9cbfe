import { startEngine } from '../state/engine.js';
import { engineState, worksOffline } from '../state/store.js';
import { STRINGS } from '../strings.js';

const WORDS = STRINGS.engine;

/** What the page loads, how far it is, and what went wrong with it. */
export function EngineStatus() {
  const state = engineState.value;
  if (state.kind === 'failed') {
    return (
      <p class="engine failed" role="alert">
        {state.message}{' '}
        <button type="button" onClick={() => void startEngine()}>
          {WORDS.retry}
        </button>
      </p>
    );
  }
  if (state.kind === 'loading') {
    return (
      <div class="engine">
        <label for="loading">{state.total > 0 ? WORDS.loading(state.done, state.total) : WORDS.starting}</label>
        <progress id="loading" max={state.total || 1} value={state.done} />
      </div>
    );
  }
  const words = state.kind === 'starting' ? WORDS.starting : worksOffline.value ? WORDS.ready : WORDS.readyOnline;
  return <p class="engine">{words}</p>;
}
