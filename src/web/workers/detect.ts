import '../no-eval.js';
import { answerCalls, type Context } from '../../browser/worker-calls.js';
import type { Image } from '../../image/image.js';
import { type Engine, loadEngine } from '../engine.js';

let engine: Promise<Engine> | undefined;

/** Loads the detector, once; a try that failed can be made again. */
async function load({ base }: { base: string }, { onProgress }: Context): Promise<{ readonly threads: number }> {
  engine ??= loadEngine(base, onProgress);
  try {
    const { threads } = await engine;
    return { threads };
  } catch (error) {
    engine = undefined;
    throw error;
  }
}

/** Faces of a photo down to a score, best first. */
async function find({ photo, threshold }: { photo: Image; threshold: number }, { signal, onProgress }: Context) {
  if (engine === undefined) throw new Error('the detector is not loaded');
  return (await engine).find(photo, { threshold, signal, onProgress });
}

const functions = { load, find };
export type DetectFunctions = typeof functions;

answerCalls(functions);
