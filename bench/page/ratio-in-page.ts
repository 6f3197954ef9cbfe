import { WorkerCalls } from '../../src/browser/worker-calls.js';
import type { Look, Race, RaceFunctions } from './ratio-in-worker.js';

// In a worker, as farface's users run it: on a page's own thread ONNX Runtime's threads cannot be waited for.
const race = new WorkerCalls<RaceFunctions>(new Worker('/race.js', { type: 'module', name: 'race' }));

export const load = (given: Race): Promise<number> => race.call('load', given);
export const lookAsFarface = (): Promise<Look> => race.call('lookAsFarface', undefined);
export const lookAsYunet = (): Promise<number> => race.call('lookAsYunet', undefined);
