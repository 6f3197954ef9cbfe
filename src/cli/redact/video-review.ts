import { join } from 'node:path';
import type { VideoTracks } from '../../formats/video-tracks.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { embedAround } from '../../report/embedded.js';
import { type ShownTrack, tracksPage } from '../../report/tracks-page.js';
import { writeFileAtomically } from '../../runtime/files.js';
import type { Track, TrackBox } from '../../tracks/track.js';
import { framePictures } from '../../video/frame-pictures.js';
import type { Video } from '../../video/video.js';

/** Side in pixels of a track's picture. */
const SIDE = 96;

/**
 * Writes the page on which a person looks through a video's tracks: all that are hidden, and of the others the likeliest.
 *
 * @param most how many of those that are not hidden it shows
 * @returns where it is
 */
export async function writeTracksPage(
  video: Video,
  codecs: VideoCodecs,
  tracks: VideoTracks,
  call: {
    folder: string;
    name: string;
    times: readonly number[];
    threshold: number;
    most: number;
    signal?: AbortSignal;
  },
): Promise<string> {
  const bare = tracks.tracks.filter(({ hidden }) => !hidden).sort((a, b) => b.confidence - a.confidence);
  const chosen = [...tracks.tracks.filter(({ hidden }) => hidden), ...bare.slice(0, call.most)];
  const byFrame = new Map<number, { track: Track; best: TrackBox }[]>();
  for (const track of chosen) {
    const best = bestOf(track);
    byFrame.set(best.frame, [...(byFrame.get(best.frame) ?? []), { track, best }]);
  }
  const shown: ShownTrack[] = [];
  for await (const { frame, image } of framePictures(video, codecs, new Set(byFrame.keys()), call.signal)) {
    for (const { track, best } of byFrame.get(frame)!) {
      shown.push({ track, picture: await embedAround(image, best.box, SIDE) });
    }
  }
  const { times, threshold } = call;
  const path = join(call.folder, `${call.name}.html`);
  await writeFileAtomically(path, tracksPage({ ...tracks, times, threshold, shown }));
  return path;
}

/** Where the detector was surest; in a track that a person drew, its middle. */
function bestOf({ boxes }: Track): TrackBox {
  const middle = boxes[boxes.length >> 1]!;
  return boxes.reduce((best, box) => ((box.score ?? -1) > (best.score ?? -1) ? box : best), middle);
}
