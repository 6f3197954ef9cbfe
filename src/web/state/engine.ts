import { messageOf } from '../../errors/errors.js';
import { STRINGS } from '../strings.js';
import { work } from './queue.js';
import { engineState } from './store.js';
import { detecting, picturing } from './workers.js';

/** What is wrong with the browser: sentences that need no other before them. */
const WHOLE: ReadonlySet<string> = new Set([STRINGS.engine.unreadable, STRINGS.engine.noWebAssembly]);

function mustBe(readable: boolean): void {
  if (!readable) throw new Error(STRINGS.engine.unreadable);
}

/** Loads the detector, and begins with the photos that wait for it. */
export async function startEngine(): Promise<void> {
  engineState.value = { kind: 'loading', done: 0, total: 0 };
  try {
    const readable = picturing.call('check', {});
    const loaded = detecting.call(
      'load',
      { base: new URL('./', location.href).href },
      {
        onProgress: (done, total) => {
          if (engineState.value.kind !== 'failed')
            engineState.value = done < total ? { kind: 'loading', done, total } : { kind: 'starting' };
        },
      },
    );
    // What fails first is thrown; what becomes of the other is nobody's business then.
    await Promise.all([readable.then(mustBe), loaded]);
    engineState.value = { kind: 'ready' };
    void work();
  } catch (error) {
    const why = messageOf(error);
    engineState.value = {
      kind: 'failed',
      message: WHOLE.has(why) ? why : STRINGS.engine.failed(why),
    };
  }
}
