import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../../../errors/errors.js';
import { type NodeAv, nodeAv } from './node-av.js';

const run = promisify(execFile);

/** A track that has neither pictures nor sound. */
export interface OtherTrack {
  /** Its number in FFmpeg's list of the file's tracks, from 0. */
  readonly index: number;
  readonly kind: 'subtitles' | 'data' | 'attachment';
  /** FFmpeg's name for how it is coded, as in `mov_text`; of data what the file itself says, as in `mebx`. */
  readonly codec: string;
  /** ISO 639-2, as in `eng`; `und` where it does not say. */
  readonly language: string;
}

/** FFmpeg's reader of each container: no other one looks at the file. */
export type Reader = 'mov' | 'matroska';

const KINDS = new Map<string, OtherTrack['kind']>([
  ['subtitle', 'subtitles'],
  ['data', 'data'],
  ['attachment', 'attachment'],
]);

/** Subtitles of text may have as many bytes: of a film of three hours, it is a hundred thousand. */
const MOST = 2 ** 26;

/** As in `Stream #0:2[0x3](eng): Subtitle: mov_text (tx3g / 0x67337874)`. */
const LISTED = /^ *Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\((\w+)\))?: (\w+): (\w+)(?: \((\w{4}) \/)?/gm;

/**
 * What a file has besides pictures and sound, as FFmpeg lists it: the user's, else the one inside node-av.
 *
 * @returns undefined where nobody can tell
 */
export async function otherTracks(
  path: string,
  reader: Reader,
  program = 'ffmpeg',
): Promise<readonly OtherTrack[] | undefined> {
  const said = await listed(path, reader, program);
  if (said === undefined) {
    const av = await nodeAv();
    return av && inside(av, path, reader);
  }
  return [...said.matchAll(LISTED)].flatMap(([, index, language = 'und', type = '', codec = '', tag]) =>
    track({ index: Number(index), language, type: type.toLowerCase(), codec, tag }),
  );
}

/**
 * The subtitles of a track as WebVTT.
 *
 * @throws InputError that begins with `name` where they cannot be read
 */
export async function readSubtitles(
  path: string,
  reader: Reader,
  { index, codec }: OtherTrack,
  name: string,
  program = 'ffmpeg',
): Promise<string> {
  const words = ['-v', 'error', '-nostdin', '-copyts', ...input(path, reader), '-map', `0:${index}`];
  try {
    return (await run(program, [...words, '-f', 'webvtt', 'pipe:1'], { maxBuffer: MOST })).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const why =
      code === 'ENOENT'
        ? 'ffmpeg, which reads them, is not installed'
        : `ffmpeg says "${stderr.trim().split('\n').at(-1)}"`;
    throw new InputError(
      `${name}: its subtitles (${codec}) cannot be kept: ${why}. Install ffmpeg, or leave out --keep-subtitles.`,
    );
  }
}

/** What a file names is not opened: no other protocol, and no other kind of file. */
function input(path: string, reader: Reader): string[] {
  return ['-protocol_whitelist', 'file', '-f', reader, '-i', `file:${path}`];
}

/** What ffmpeg says of a file; undefined where there is none. */
async function listed(path: string, reader: Reader, program: string): Promise<string | undefined> {
  try {
    return (await run(program, ['-hide_banner', '-nostdin', ...input(path, reader)], { maxBuffer: MOST })).stderr;
  } catch (error) {
    // That it is told to write nothing is an error to it.
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    return code === 'ENOENT' ? undefined : stderr;
  }
}

async function inside(av: NodeAv, path: string, reader: Reader): Promise<OtherTrack[]> {
  const demuxer = await av.Demuxer.open(path, { format: reader });
  try {
    return demuxer.streams.flatMap(({ index, codecpar, metadata }) => {
      const { codecType, codecId, codecTag } = codecpar;
      return track({
        ...{ index, language: metadata?.get('language') ?? 'und' },
        type: av.avGetMediaTypeString(codecType) ?? '',
        codec: av.avGetCodecName(codecId) ?? 'unknown',
        tag: typeof codecTag === 'string' ? codecTag : undefined,
      });
    });
  } finally {
    await demuxer.close();
  }
}

function track(said: {
  readonly index: number;
  readonly language: string;
  readonly type: string;
  readonly codec: string;
  readonly tag: string | undefined;
}): OtherTrack[] {
  const { index, language, type, codec, tag } = said;
  const kind = KINDS.get(type);
  if (!kind) return [];
  // Nothing of FFmpeg's knows what most data are.
  return [{ index, kind, language, codec: kind === 'data' ? (tag ?? codec) : codec }];
}
