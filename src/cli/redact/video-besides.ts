import { type OtherTrack, otherTracks, type Reader, readSubtitles } from '../../platform/node/video/other-tracks.js';
import type { Container, Video } from '../../video/video.js';
import type { Subtitles } from '../../video/write-video.js';
import { count } from '../detect/results.js';
import type { RedactFlags } from './flags.js';

/** What a video has besides pictures and sound: subtitles that are kept, and words about what is not. */
export interface Besides {
  readonly subtitles: readonly Subtitles[];
  readonly warnings: readonly string[];
}

const READERS: Readonly<Record<Container, Reader>> = { mp4: 'mov', mov: 'mov', mkv: 'matroska', webm: 'matroska' };

/** Subtitles that are text, in FFmpeg's names; the others are pictures of it, in which faces may be, too. */
const TEXT = ['mov_text', 'subrip', 'srt', 'text', 'webvtt', 'ass', 'ssa'];

/**
 * Reads what is to be kept, and tells what is not.
 *
 * @throws InputError that names the video where subtitles that are to be kept cannot be read
 */
export async function besidesOf(path: string, video: Video, { keepSubtitles }: RedactFlags): Promise<Besides> {
  const { name, container } = video;
  const reader = READERS[container];
  const tracks = await otherTracks(path, reader);
  if (tracks === undefined) return { subtitles: [], warnings: [] };
  const takes = keepSubtitles && container !== 'mov';
  const kept = tracks.filter(({ kind, codec }) => takes && kind === 'subtitles' && TEXT.includes(codec));
  const subtitles: Subtitles[] = [];
  for (const track of kept) {
    const text = await readSubtitles(path, reader, track, name);
    subtitles.push({ text, language: track.language });
  }
  const left = tracks.filter((track) => !kept.includes(track));
  return { subtitles, warnings: [...told(left, name, reasonOf(video, keepSubtitles ?? false))] };
}

/** Why subtitles go. */
function reasonOf({ container }: Video, keeps: boolean): string {
  if (!keeps) return '; --keep-subtitles keeps text';
  if (container === 'mov') return ': farface writes none into MOV. Convert it to MP4 first';
  return ': they are pictures, or of a kind that is not read';
}

function* told(left: readonly OtherTrack[], name: string, reason: string): Generator<string> {
  const of = (kind: OtherTrack['kind']) => left.filter((track) => track.kind === kind);
  const named = (tracks: readonly OtherTrack[]) => [...new Set(tracks.map(({ codec }) => codec))].join(', ');
  const subtitles = of('subtitles');
  if (subtitles.length > 0) {
    yield `${name}: has ${count(subtitles.length, 'track')} of subtitles (${named(subtitles)}), which the result has not${reason}.`;
  }
  const data = of('data');
  if (data.length > 0)
    yield `${name}: has ${count(data.length, 'track')} of timed metadata (${named(data)}), such as places or chapters, which the result has not.`;
  const attachments = of('attachment');
  if (attachments.length > 0)
    yield `${name}: has ${count(attachments.length, 'attachment')} (${named(attachments)}), which the result has not.`;
}
