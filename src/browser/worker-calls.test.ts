import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerCalls } from './worker-calls.js';

/** A worker that does what the test says. */
class Scripted extends EventTarget {
  postMessage(): void {}
  terminate(): void {}
  reply(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
  break(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

type Functions = { look: (input: number) => Promise<number> };

function begun() {
  const worker = new Scripted();
  // What calls use of a worker.
  return { worker, calls: new WorkerCalls<Functions>(worker as unknown as Worker) };
}

test('a worker that never began fails its calls, those that come later too', async () => {
  const { worker, calls } = begun();
  const first = calls.call('look', 1);
  worker.break('');
  await assert.rejects(first, /could not be started/);
  await assert.rejects(calls.call('look', 2), /could not be started/);
});

test('an error of a worker that has answered fails what is under way, and it goes on', async () => {
  const { worker, calls } = begun();
  const first = calls.call('look', 1);
  worker.reply({ id: 1, value: 10 });
  assert.equal(await first, 10);
  const second = calls.call('look', 2);
  worker.break('out of memory');
  await assert.rejects(second, /out of memory/);
  const third = calls.call('look', 3);
  worker.reply({ id: 3, value: 30 });
  assert.equal(await third, 30);
});
