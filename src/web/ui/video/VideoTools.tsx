import type { VideoFaces } from '../../../browser/video.js';
import type { Photo } from '../../state/photo.js';
import { STRINGS } from '../../strings.js';
import { Compare, Paging, Tool, UndoTools } from '../Tools.js';
import { isPlaying, playOrPause, seek, shownAt } from './player.js';
import { Timeline } from './Timeline.js';

const WORDS = STRINGS.video;

/** What can be done to the video on the screen: its time, what was done, and its faces over time. */
export function VideoTools({ photo, faces }: { photo: Photo; faces: VideoFaces }) {
  const length = lengthOf(faces);
  const now = Math.min(shownAt.value, length);
  return (
    <>
      <div class="toolbar" role="toolbar" aria-label={STRINGS.tools.label}>
        <Paging />
        <Tool
          icon={isPlaying.value ? 'pause' : 'play'}
          label={isPlaying.value ? WORDS.pause : WORDS.play}
          onClick={playOrPause}
        />
        <input
          class="time"
          type="range"
          aria-label={WORDS.time}
          aria-valuetext={WORDS.at(now, length)}
          min={0}
          max={length}
          step="any"
          value={now}
          onInput={({ currentTarget }) => seek(currentTarget.valueAsNumber)}
        />
        <span class="position">{WORDS.at(now, length)}</span>
        <UndoTools photo={photo} />
        <Compare />
      </div>
      <Timeline photo={photo} faces={faces} length={length} />
    </>
  );
}

/** Seconds to the end of the last frame, about. */
function lengthOf({ frames }: VideoFaces): number {
  const last = frames.at(-1)?.time ?? 0;
  return last + (frames.length > 1 ? last / (frames.length - 1) : 0);
}
