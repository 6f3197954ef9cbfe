import { isMainThread } from 'node:worker_threads';
import { InputError, messageOf } from '../../errors/errors.js';

/** What ONNX Runtime looks for, when its first session is made, in the environment of the process. */
const VARIABLE = 'ORT_DISABLE_TELEMETRY';
const OFF = '1';

const given = process.env[VARIABLE];
process.env[VARIABLE] = OFF;

let done: Promise<void> | undefined;

/**
 * Sees to it that ONNX Runtime writes no device id and sends nothing to its maker, whatever the user's environment says.
 * Awaited before the library is loaded.
 *
 * @throws InputError where that cannot be made sure of: then nothing is loaded
 */
export function switchTelemetryOff(): Promise<void> {
  process.env[VARIABLE] = OFF;
  done ??= isMainThread ? Promise.resolve() : switchOffInMainThread();
  return done;
}

/**
 * A worker's `process.env` is a copy, which native code never sees: the process's own is the main thread's, and the
 * inspector is the one way there. It opens no port.
 */
async function switchOffInMainThread(): Promise<void> {
  // A main thread that is busy answers late, and the inspector alone does not keep a worker alive until then.
  const alive = setInterval(() => undefined, 1000);
  try {
    const { Session } = await import('node:inspector/promises');
    const session = new Session();
    session.connectToMainThread();
    try {
      await session.post('Runtime.evaluate', { expression: `process.env.${VARIABLE} = '${OFF}'`, silent: true });
    } finally {
      session.disconnect();
    }
  } catch (error) {
    // Without an inspector (node --permission, some builds) the user's own word must do.
    if (given === OFF) return;
    throw new InputError(
      `ONNX Runtime's telemetry cannot be switched off from this worker thread (${messageOf(error)}). ` +
        `Set ${VARIABLE}=1 in the environment, or import farface in the main thread first.`,
    );
  } finally {
    clearInterval(alive);
  }
}
