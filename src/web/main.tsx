import './no-eval.js';
import { render } from 'preact';
import { installServiceWorker } from './loading/offline.js';
import { startEngine } from './state/engine.js';
import { photos } from './state/store.js';
import { STRINGS } from './strings.js';
import { App } from './ui/App.js';
import './ui/styles/index.js';

document.title = STRINGS.title;
// Corrections are lost with the page.
addEventListener('beforeunload', (event) => {
  if (photos.value.some(({ regions, decisions }) => regions.value.past.length + decisions.value.past.length > 0))
    event.preventDefault();
});
document.getElementById('starting')?.remove();
render(<App />, document.body);
void startEngine();
void installServiceWorker();
