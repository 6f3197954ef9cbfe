import { messageOf } from '../../errors/errors.js';
import { STRINGS } from '../strings.js';
import { work } from './queue.js';
import { engineState } from './store.js';
import { detecting, picturing } from './workers.js';

/** Loads the detector, and begins with the photos that wait for it. */
export async function startEngine(): Promise<void> {
  engineState.value = { kind: 'loading', done: 0, total: 0 };
  try {
    if (!(await picturing.call('check', {}))) throw new Error(STRINGS.engine.unreadable);
    await detecting.call(
      'load',
      { base: new URL('./', location.href).href },
      {
        onProgress: (done, total) => {
          engineState.value = done < total ? { kind: 'loading', done, total } : { kind: 'starting' };
        },
      },
    );
    engineState.value = { kind: 'ready' };
    void work();
  } catch (error) {
    const why = messageOf(error);
    engineState.value = {
      kind: 'failed',
      message: why === STRINGS.engine.unreadable ? why : STRINGS.engine.failed(why),
    };
  }
}
