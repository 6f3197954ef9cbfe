import './no-eval.js';
import { render } from 'preact';
import { installServiceWorker } from './loading/offline.js';
import { startEngine } from './state/engine.js';
import { photos, tool } from './state/store.js';
import { STRINGS } from './strings.js';
import { App } from './ui/App.js';
import './ui/style.css';

document.title = STRINGS.title;
// A finger moves the photo unless told to draw.
if (matchMedia('(pointer: coarse)').matches) tool.value = 'move';
// Corrections are lost with the page.
addEventListener('beforeunload', (event) => {
  if (photos.value.some(({ regions }) => regions.value.past.length > 0)) event.preventDefault();
});
render(<App />, document.body);
void startEngine();
void installServiceWorker();
