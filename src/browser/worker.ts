import { runWorker } from './worker-functions.js';

// Before anything is awaited: what is posted until then would be lost.
runWorker();
