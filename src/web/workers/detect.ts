import '../no-eval.js';
import { detectVideo, type RedactVideoCall, redactVideo, type VideoFaces } from '../../browser/video.js';
import { answerCalls, type Context, Moved } from '../../browser/worker-calls.js';
import { Frame } from '../../image/photo.js';
import { type RedactCall, redact } from '../../redact/redact.js';
import { type Engine, loadEngine } from '../engine.js';
import { thumbnailFile } from '../photo/thumbnail.js';
import { offerHeic } from './heic.js';

offerHeic();

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

async function detector() {
  if (engine === undefined) throw new Error('the detector is not loaded');
  return (await engine).detector;
}

/** What is left of a frame where it comes from another worker. */
type SentFrame = Pick<Frame, 'width' | 'height' | 'layout' | 'samples'>;

/** Faces of a photo down to a score, best first. */
async function find({ frame, threshold }: { frame: SentFrame; threshold: number }, context: Context) {
  const { width, height, layout, samples } = frame;
  const frames = [new Frame(width, height, layout, samples)];
  const writing = { format: 'png', progressive: false } as const;
  return (await detector()).detectPhoto({ frames, writing, warnings: [] }, { threshold, ...context });
}

/** A photo's file with its faces hidden. */
async function hide({ file, call }: { file: Blob; call: RedactCall }, context: Context) {
  const redaction = await redact(file, await detector(), { ...call, ...context });
  return new Moved(redaction, [redaction.data.buffer as ArrayBuffer]);
}

/** Faces of a video, and a picture of it. */
async function findInVideo({ file, name }: { file: Blob; name: string }, context: Context) {
  let thumbnail: Blob | undefined;
  const faces = await detectVideo(file, await detector(), {
    ...{ ...context, name },
    onPicture: async (picture) => {
      thumbnail ??= await thumbnailFile(picture);
    },
  });
  return { ...faces, thumbnail };
}

export interface VideoToHide {
  readonly file: Blob;
  readonly faces: Pick<VideoFaces, 'frames' | 'tracks'>;
  readonly call: RedactVideoCall;
}

/** A video's file with its faces hidden. */
async function hideInVideo({ file, faces, call }: VideoToHide, context: Context) {
  return redactVideo(file, faces, { ...call, ...context });
}

const functions = { load, find, hide, findInVideo, hideInVideo };
export type DetectFunctions = typeof functions;

answerCalls(functions);
