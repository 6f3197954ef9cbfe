import { InputError } from '../../errors/errors.js';
import { readTracks, trackEnding, tracksFile } from '../../formats/tracks-file.js';
import { GrowingFile } from '../../runtime/growing-file.js';
import { count } from '../detect/results.js';
import { EXIT } from '../terminal/exit.js';

/** Of files that say all of their video themselves, nothing is to be filled in. */
const UNKNOWN = { video: '', width: 0, height: 0, frames: 0 } as const;

/**
 * Writes the tracks of a video as the ending of `out` says: .xml is CVAT's, .txt the MOT challenge's, .jsonl farface's lines.
 *
 * @param file lines as `detect --tracks` prints them, and the page of `redact --review` saves them
 * @throws InputError that names the file and what is wrong with it
 */
export async function convertTracks(file: string, out: string): Promise<number> {
  const ending = trackEnding(out);
  if (trackEnding(file) !== '.jsonl')
    throw new InputError(
      `${file}: expected lines of tracks (.jsonl), as farface detect --tracks prints them. CVAT's XML and MOT text go into farface redact --tracks as they are.`,
    );
  const video = await readTracks(file, UNKNOWN);
  const result = await GrowingFile.open(out);
  try {
    for (const piece of tracksFile(ending, video)) await result.write(piece);
    await result.commit();
  } catch (error) {
    await result.discard();
    throw error;
  }
  process.stderr.write(`${count(video.tracks.length, 'track')} of ${video.video} written to ${out}\n`);
  return EXIT.ok;
}
