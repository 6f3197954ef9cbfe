import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors/errors.js';
import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import type { CodecSource } from '../../platform/node/video/index.js';
import { moduleOf } from '../../platform/node/worker.js';
import type { Search } from '../../video/whole-video.js';
import type { Asked, Told, VideoDone, VideoProgress, VideoTask } from './messages.js';

/** Milliseconds that a process has to end by itself once it is told to stop. */
const PATIENCE = 3000;

/** What a process with a video asks of the service, and tells it. */
export interface VideoHelp {
  /** Finds the faces of a frame. */
  look(image: Image, search: Search): Promise<readonly Face[]>;
  progress(progress: VideoProgress): void;
  readonly signal: AbortSignal;
}

/**
 * Which codecs for videos this machine has.
 *
 * @throws InputError that says what to install where it has none
 */
export async function codecsHere(codec: CodecSource | undefined): Promise<string> {
  const told = await converse({ kind: 'codecs', codec }, new AbortController().signal, () => {});
  if (told.kind === 'codecs') return told.name;
  throw new InputError(told.kind === 'failed' ? told.message : 'Codecs for videos cannot be loaded.');
}

/**
 * Works on a video in a process of its own.
 *
 * @throws InputError what is wrong with the video; the signal's reason where it is stopped; both once the process has ended
 */
export async function workOnVideo(task: VideoTask, { look, progress, signal }: VideoHelp): Promise<VideoDone> {
  const told = await converse({ kind: 'begin', task }, signal, async (one, answer) => {
    if (one.kind === 'progress') return progress(one);
    if (one.kind !== 'look') return;
    const { id } = one;
    try {
      answer({ kind: 'faces', id, faces: await look(one.image, one.search) });
    } catch (error) {
      answer({ kind: 'unseen', id, message: error instanceof Error ? error.message : String(error) });
    }
  });
  signal.throwIfAborted();
  if (told.kind === 'done') return told.done;
  if (told.kind === 'failed' && told.known) throw new InputError(told.message);
  throw new Error(told.kind === 'failed' ? told.message : 'its process gave no answer');
}

type Last = Extract<Told, { kind: 'codecs' | 'done' | 'failed' }>;

/** Starts a process, and waits until it has ended. */
async function converse(
  asked: Asked,
  signal: AbortSignal,
  on: (told: Told, answer: (asked: Asked) => void) => void,
): Promise<Last> {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(moduleOf(new URL('./video-process', import.meta.url))), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const name = asked.kind === 'begin' ? asked.task.name : 'codecs for videos';
  let end: Last = { kind: 'failed', message: `${name}: ended the process that worked on it.`, known: true };
  let late: NodeJS.Timeout | undefined;
  const stop = () => {
    say(child, { kind: 'stop' });
    late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  };
  signal.addEventListener('abort', stop, { once: true });
  child.on('message', (told: Told) => {
    if (told.kind === 'codecs' || told.kind === 'done' || told.kind === 'failed') end = told;
    else on(told, (answer) => say(child, answer));
  });
  say(child, asked);
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  clearTimeout(late);
  signal.removeEventListener('abort', stop);
  return end;
}

/** To one that has ended in this moment nothing is said. */
function say(child: ChildProcess, asked: Asked): void {
  if (child.connected) child.send(asked, () => {});
}
