import type { VideoFaces } from '../../../browser/video.js';
import type { Track } from '../../../tracks/track.js';
import { bestFrame, inOrderOfDoubt, standingOfTrack } from '../../editing/video-tracks.js';
import type { Photo } from '../../state/photo.js';
import { chosenId, strictness } from '../../state/store.js';
import { toggleTrack, visibleTracks } from '../../state/video.js';
import { STRINGS } from '../../strings.js';
import { seek, shownAt } from './player.js';

const WORDS = STRINGS.video;

/** The faces of a video as lines over its time, those that the detector is not sure of first. */
export function Timeline({ photo, faces, length }: { photo: Photo; faces: VideoFaces; length: number }) {
  const tracks = inOrderOfDoubt(visibleTracks(photo), photo.decisions.value.value, strictness.value.threshold);
  if (tracks.length === 0) return <p class="timeline none">{WORDS.none}</p>;
  return (
    // Long lists are scrolled by keys, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached (WCAG 2.1.1)
    <ul class="timeline" tabIndex={0} aria-label={WORDS.label}>
      {tracks.map((track) => (
        <Line key={track.id} photo={photo} faces={faces} track={track} length={length} />
      ))}
    </ul>
  );
}

interface LineProps {
  readonly photo: Photo;
  readonly faces: VideoFaces;
  readonly track: Track;
  readonly length: number;
}

function Line({ photo, faces, track, length }: LineProps) {
  const { id, boxes, confidence } = track;
  const timeOf = (frame: number) => faces.frames[frame]?.time ?? 0;
  const [from, to] = [timeOf(boxes[0]!.frame), timeOf(boxes.at(-1)!.frame)];
  const standing = standingOfTrack(track, photo.decisions.value.value, strictness.value.threshold);
  const words = WORDS.trackMeans(STRINGS.stage.standing[standing], from, to, confidence);
  const share = (time: number) => (100 * time) / length;
  const go = () => {
    chosenId.value = id;
    seek(timeOf(bestFrame(track)));
  };
  return (
    <li class={`${standing} ${chosenId.value === id ? 'current' : ''}`}>
      <button type="button" class="go" aria-label={`${WORDS.go(id)}: ${words}`} title={words} onClick={go}>
        <span class="text">{WORDS.track(id)}</span>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect class="bar" x={share(from)} y="2" width={Math.max(0.8, share(to - from))} height="6" rx="0.4" />
          <rect class="now" x={share(Math.min(shownAt.value, length))} y="0" width="0.25" height="10" />
        </svg>
      </button>
      <button
        type="button"
        class="small"
        aria-label={standing === 'hidden' ? WORDS.show(id) : WORDS.hide(id)}
        onClick={() => {
          chosenId.value = id;
          toggleTrack(photo, id);
        }}
      >
        {standing === 'hidden' ? WORDS.showShort : WORDS.hideShort}
      </button>
    </li>
  );
}
