import type { Detector } from '../../detect/detector.js';
import { InputError } from '../../errors/errors.js';
import { videoCodecs } from '../../platform/node/video/index.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { heals } from '../healing.js';
import type { Looked, LookTask } from './look.js';
import { lookAt, networksOf } from './look-at.js';
import { lookAtVideo } from './look-at-video.js';

/** What a process that looks at photos answers. */
export type Answer =
  | { readonly looked: Looked }
  /** `heals`: trying it again may help, here or on another machine. */
  | { readonly failed: string; readonly heals: boolean }
  | { readonly unfit: string }
  | { readonly defect: string };

/** The networks that are loaded, and for which models. */
let loaded: { readonly key: string; readonly detector: Detector } | undefined;

/** Loaded for the first video. */
let codecs: VideoCodecs | undefined;

async function detectorFor({ run: { models } }: LookTask): Promise<Detector> {
  const key = JSON.stringify(models);
  if (loaded?.key === key) return loaded.detector;
  await loaded?.detector.dispose();
  loaded = undefined;
  const detector = await networksOf(models);
  loaded = { key, detector };
  return detector;
}

async function answer(task: LookTask): Promise<Answer> {
  let detector: Detector;
  try {
    detector = await detectorFor(task);
    if (task.video) codecs ??= await videoCodecs();
  } catch (error) {
    return { unfit: error instanceof Error ? error.message : String(error) };
  }
  try {
    const { video } = task;
    const looked = video && codecs ? await lookAtVideo(task, video, detector, codecs) : await lookAt(task, detector);
    return { looked };
  } catch (error) {
    if (error instanceof InputError) return { failed: error.message, heals: heals(error) };
    return { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', (task: LookTask) => {
  void answer(task).then((told) => process.send?.(told));
});
// Whoever asked is gone. Signals to the whole group are the worker's to answer: it ends this process when it is through.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
