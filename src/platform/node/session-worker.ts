import { parentPort, workerData } from 'node:worker_threads';
import { Tensor } from 'onnxruntime-common';
import { InputError, messageOf } from '../../errors/errors.js';
import type { Inference } from '../port.js';
import { loadSession } from './session.js';
import { type Answer, type Asked, sent } from './session-messages.js';
import { type ThreadState, uncut } from './thread-state.js';

/** Runs sessions for `session-thread.ts`, which has switched telemetry off. Answers come in the order of the questions. */
const state = workerData as ThreadState;
const sessions: Inference[] = [];
const rooms = new Map<string, Uint8Array>();
let turn: Promise<unknown> = Promise.resolve();

parentPort!.on('message', ({ id, ...asked }: { readonly id: number } & Asked) => {
  turn = turn.then(async () => {
    const answer: Answer = await answerTo(asked).then(
      (value) => ({ id, value }),
      (error) => ({ id, message: messageOf(error), input: error instanceof InputError }),
    );
    parentPort!.postMessage(answer);
  });
});

/** ONNX Runtime takes no memory that is shared: the bytes of an input, in memory that the next run uses again. */
function own(name: string, data: Tensor['data']): Tensor['data'] {
  if (!(data instanceof Uint8Array)) return data;
  const room = rooms.get(name);
  const enough = room && room.length >= data.length ? room : new Uint8Array(data.length);
  rooms.set(name, enough);
  const bytes = enough.subarray(0, data.length);
  bytes.set(data);
  return bytes;
}

async function answerTo(asked: Asked): Promise<unknown> {
  switch (asked.kind) {
    case 'open': {
      const { inner, device } = await uncut(state, () => loadSession(asked.model, asked.options));
      sessions.push(inner);
      return { session: sessions.length - 1, device, inputNames: inner.inputNames };
    }
    case 'run': {
      const entries = Object.entries(asked.inputs);
      const inputs = Object.fromEntries(
        entries.map(([name, { type, data, dims }]) => [name, new Tensor(type, own(name, data), dims)]),
      );
      const session = sessions[asked.session]!;
      const run = () => (asked.outputs ? session.run(inputs, asked.outputs) : session.run(inputs));
      return sent(await uncut(state, run));
    }
    case 'release':
      return await sessions[asked.session]!.release();
  }
}
