import { extname } from 'node:path';
import { InputError } from '../errors/errors.js';
import { readLines } from '../runtime/lines.js';
import { readTextFile } from '../runtime/text.js';
import type { Track } from '../tracks/track.js';
import { cvatXml, parseCvat } from './tracks-cvat.js';
import { TracksReader, trackLine, tracksHead } from './tracks-lines.js';
import { MotReader, motText } from './tracks-mot.js';
import type { VideoTracks } from './video-tracks.js';

/** What a file of tracks is, by its ending. */
export const TRACK_ENDINGS = ['.jsonl', '.xml', '.txt'] as const;
type Ending = (typeof TRACK_ENDINGS)[number];

/** @throws InputError where a file of tracks cannot end so */
export function trackEnding(path: string): Ending {
  const ending = extname(path).toLowerCase();
  const known = TRACK_ENDINGS.find((one) => one === ending);
  if (known !== undefined) return known;
  throw new InputError(
    `${path}: expected a file of tracks: .jsonl (farface's lines), .xml (CVAT for video 1.1) or .txt (MOT challenge).`,
  );
}

/**
 * Reads the tracks of a video as farface, CVAT or the MOT challenge write them.
 *
 * @param video whose tracks they are; what the file itself says of them counts, see `checkTracks`
 * @param times when each of its frames is shown, in seconds, for lines that say times in place of frames
 * @throws InputError that names the file and the line or part of what is wrong
 */
export async function readTracks(
  path: string,
  video: Omit<VideoTracks, 'tracks'>,
  times?: readonly number[],
): Promise<VideoTracks> {
  const ending = trackEnding(path);
  if (ending === '.xml') return parseCvat(await readTextFile(path, 'tracks in XML'), path, video);
  const reader = ending === '.jsonl' ? new TracksReader(path, times) : new MotReader(path);
  for await (const { text, number } of readLines(path)) reader.add(text, number);
  const read: VideoTracks | Track[] = reader.end();
  return Array.isArray(read) ? { ...video, tracks: read } : read;
}

/** The tracks as a file of this ending, piece by piece. */
export function* tracksFile(ending: Ending, video: VideoTracks): Generator<string> {
  if (ending === '.xml') yield cvatXml(video);
  else if (ending === '.txt') yield motText(video.tracks);
  else {
    yield `${tracksHead(video)}\n`;
    for (const track of video.tracks) yield `${trackLine(track)}\n`;
  }
}
