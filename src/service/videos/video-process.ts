import { constants, setPriority } from 'node:os';
import { InputError, messageOf } from '../../errors/errors.js';
import { videoRedactionLine } from '../../formats/video-lines.js';
import type { Face } from '../../geometry/face.js';
import { videoCodecs } from '../../platform/node/video/index.js';
import { detectFile, redactFile } from '../../spool/video-files.js';
import type { Video } from '../../video/video.js';
import type { VideoTools } from '../../video/whole-video.js';
import type { Asked, Told, VideoDone, VideoLimits, VideoTask } from './messages.js';

/**
 * A process for one video: it decodes, paints, codes and checks, and asks the service's own threads for the faces of each
 * frame. A file that ends it, or makes it slow, ends and slows nothing else.
 */
const tell = (told: Told) => process.send?.(told);

const stop = new AbortController();
const looks = new Map<number, { resolve(faces: readonly Face[]): void; reject(error: unknown): void }>();
let last = 0;
/** Between two words about progress, in milliseconds. */
const PERIOD = 200;

function detect(image: Parameters<VideoTools['detect']>[0], search: Parameters<VideoTools['detect']>[1]) {
  last += 1;
  const id = last;
  return new Promise<readonly Face[]>((resolve, reject) => {
    looks.set(id, { resolve, reject });
    tell({ kind: 'look', id, image, search });
  });
}

async function work(task: VideoTask): Promise<VideoDone> {
  const { name, ahead } = task;
  let told = 0;
  const tools: VideoTools = {
    codecs: await videoCodecs(task.codec),
    ...{ detect, ahead, signal: stop.signal, admit: (video) => admit(video, task.limits) },
    onProgress: (pass, frame, frames) => {
      const now = performance.now();
      if (frame < frames && frame > 1 && now - told < PERIOD) return;
      told = now;
      tell({ kind: 'progress', pass, frame, frames });
    },
  };
  const files = { name, source: task.source, result: task.result };
  if (task.work.kind === 'detect') {
    const { tracks } = await detectFile(files, task.work.options, tools);
    return { line: undefined, container: undefined, faces: tracks, warnings: [] };
  }
  const { container, warnings, ...made } = await redactFile(files, task.work.options, tools);
  return { line: videoRedactionLine(name, undefined, made, made), container, faces: made.tracks, warnings };
}

function admit({ name, width, height, frames }: Video, { maxPixels, maxFrames }: VideoLimits): void {
  const [pixels, most] = [width * height, maxPixels].map((count) => count.toLocaleString('en'));
  if (width * height > maxPixels) {
    throw new InputError(
      `${name}: has frames of ${pixels} pixels, more than the limit of ${most}; scale it down first.`,
    );
  }
  if (frames > maxFrames) {
    throw new InputError(`${name}: has ${frames} frames, more than the limit of ${maxFrames}; cut it into parts.`);
  }
}

async function answer(made: () => Promise<Told>): Promise<void> {
  const told = await made().catch(
    (error: unknown): Told => ({ kind: 'failed', message: messageOf(error), known: error instanceof InputError }),
  );
  process.send?.(told, () => process.disconnect());
}

process.on('message', (asked: Asked) => {
  switch (asked.kind) {
    case 'codecs':
      return void answer(async () => ({ kind: 'codecs', name: (await videoCodecs(asked.codec)).name }));
    case 'begin':
      // Whoever waits for a picture at the other end of a connection goes first.
      setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
      return void answer(async () => ({ kind: 'done', done: await work(asked.task) }));
    case 'faces':
      looks.get(asked.id)?.resolve(asked.faces);
      return void looks.delete(asked.id);
    case 'unseen':
      looks.get(asked.id)?.reject(new InputError(asked.message));
      return void looks.delete(asked.id);
    case 'stop':
      stop.abort(new InputError('The work was stopped.'));
      for (const { reject } of looks.values()) reject(stop.signal.reason);
  }
});
// Whoever asked is gone, or has its answer. Signals to the whole group are the service's to answer.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
