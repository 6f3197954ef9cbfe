import { formatOf } from '../../image/picture-format.js';
import { isCovered, maskOver } from '../../redact/mask.js';
import { regionsByFrame } from '../../tracks/regions.js';
import type { Track } from '../../tracks/track.js';
import { beginHistory, step } from '../editing/history.js';
import type { Standing } from '../editing/region.js';
import { bestFrame, boxAt, type Decisions, decided, standingOfTrack } from '../editing/video-tracks.js';
import { STRINGS } from '../strings.js';
import type { SavedPhoto } from './hiding.js';
import type { Photo } from './photo.js';
import { remembering } from './remember.js';
import { announcement, look, strictness } from './store.js';
import { detecting } from './workers.js';

/** Bytes that tell what a file is. */
const HEAD = 4096;

/** Whether a file is a video, by its bytes. */
export async function isVideo(file: Blob): Promise<boolean> {
  const known = formatOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  return 'refusal' in known && known.refusal === 'video';
}

/** Looks through the frames of a video. @param onProgress called with the share that is done */
export async function lookThroughVideo(
  photo: Photo,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<void> {
  const { file, name } = photo;
  const { thumbnail, ...faces } = await detecting.call('findInVideo', { file, name }, { signal, onProgress });
  if (!photo.thumbnail.value && thumbnail) photo.thumbnail.value = URL.createObjectURL(thumbnail);
  photo.decisions.value = beginHistory<Decisions>(new Map());
  photo.video.value = faces;
  const { width, height } = faces;
  photo.state.value = { kind: 'ready', width, height };
}

const standingOf = (photo: Photo, track: Track): Standing =>
  standingOfTrack(track, photo.decisions.value.value, strictness.value.threshold);

/** All that decides which faces of a video are hidden, and how. */
const keyOf = (photo: Photo) => [photo.video.value, photo.decisions.value.value, strictness.value, look.value];

/** Tracks that are to be seen: all but what is hardly a face, and what may be one and lies under other masks already. */
export const visibleTracks = remembering(keyOf, (photo: Photo): readonly Track[] => {
  const hidden = hiddenByFrame(photo);
  const { shape, scale } = look.value;
  return (photo.video.value?.tracks ?? []).filter((track) => {
    if (standingOf(photo, track) !== 'nearly') return true;
    const frame = bestFrame(track);
    const masks = (hidden[frame] ?? []).map((box) => maskOver(box, shape, scale));
    return track.confidence >= strictness.value.nearly && !isCovered(boxAt(track, frame)!, masks);
  });
});

export function trackStandings(photo: Photo): readonly Standing[] {
  return visibleTracks(photo).map((track) => standingOf(photo, track));
}

/** Shows a track's face in all frames, or hides it. */
export function toggleTrack(photo: Photo, id: number): void {
  const track = photo.video.value?.tracks.find((one) => one.id === id);
  if (!track) return;
  const hides = standingOf(photo, track) !== 'hidden';
  photo.decisions.value = step(photo.decisions.value, new Map([...photo.decisions.value.value, [id, hides]]));
  announcement.value = STRINGS.video.toggled(id, hides);
}

/** Hides all tracks that may be faces. */
export function hideNearlyTracks(photo: Photo): void {
  const decisions = photo.decisions.value.value;
  const nearly = visibleTracks(photo).filter((track) => standingOf(photo, track) === 'nearly');
  if (nearly.length === 0) return;
  const more = nearly.map(({ id }) => [id, true] as const);
  photo.decisions.value = step(photo.decisions.value, new Map([...decisions, ...more]));
}

/** The faces that are hidden in each frame. */
export const hiddenByFrame = remembering(keyOf, (photo: Photo) => {
  const faces = photo.video.value;
  if (!faces) return [];
  const { threshold } = strictness.value;
  return regionsByFrame(faces.frames, decided(faces.tracks, photo.decisions.value.value, threshold), faces, {
    threshold,
  });
});

/** The video with its faces hidden, as a file that was decoded again and compared. */
export async function hiddenVideo(
  photo: Photo,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<SavedPhoto> {
  const { file, name } = photo;
  const { frames, tracks } = photo.video.value!;
  const { threshold } = strictness.value;
  const faces = { frames, tracks: decided(tracks, photo.decisions.value.value, threshold) };
  const call = { ...look.value, threshold, name };
  const result = await detecting.call('hideInVideo', { file, faces, call }, { signal, onProgress });
  signal.throwIfAborted();
  return { blob: result.file, extension: result.container, more: 0, warnings: result.warnings };
}
