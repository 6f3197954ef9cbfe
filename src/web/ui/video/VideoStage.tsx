import { useEffect, useRef } from 'preact/hooks';
import type { VideoFaces } from '../../../browser/video.js';
import { maskOver } from '../../../redact/mask.js';
import { boxAt, frameAt, standingOfTrack } from '../../editing/video-tracks.js';
import type { Photo } from '../../state/photo.js';
import { chosenId, look, showsOriginal, strictness } from '../../state/store.js';
import { hiddenByFrame, toggleTrack, visibleTracks } from '../../state/video.js';
import { STRINGS } from '../../strings.js';
import { masksPath } from '../masks-path.js';
import { useObjectUrl } from '../use-object-url.js';
import { follow, shownAt } from './player.js';

const WORDS = STRINGS.video;

/** A video with its masks: those of the frame that is on the screen. A click on a face shows or hides it. */
export function VideoStage({ photo, faces }: { photo: Photo; faces: VideoFaces }) {
  const video = useRef<HTMLVideoElement>(null);
  const address = useObjectUrl(photo.file);
  useEffect(() => (video.current ? follow(video.current) : undefined), [photo]);
  const frame = frameAt(faces.frames, shownAt.value);
  const masks = (hiddenByFrame(photo)[frame] ?? []).map((box, id) => ({ id, box }));
  return (
    <div class="stage video">
      {/* biome-ignore lint/a11y/useMediaCaption: it is the user's own, and stays as it is */}
      <video ref={video} src={address} playsInline aria-label={WORDS.preview(photo.name)} />
      <svg viewBox={`0 0 ${faces.width} ${faces.height}`} aria-hidden="true">
        {/* What lies beyond the picture is not in the file. */}
        <clipPath id="frame">
          <rect width={faces.width} height={faces.height} />
        </clipPath>
        {!showsOriginal.value && (
          <g clip-path="url(#frame)">
            <path class={`masks ${look.value.with}`} d={masksPath(masks, look.value)} />
            <Outlines photo={photo} frame={frame} />
          </g>
        )}
      </svg>
      {look.value.with !== 'solid' && <p class="badge">{WORDS.blurred}</p>}
      {showsOriginal.value && <p class="badge">{STRINGS.stage.original}</p>}
    </div>
  );
}

/** What can be clicked: the faces of tracks. */
function Outlines({ photo, frame }: { photo: Photo; frame: number }) {
  const decisions = photo.decisions.value.value;
  return (
    <g class="regions">
      {visibleTracks(photo).map((track) => {
        const box = boxAt(track, frame);
        if (!box) return null;
        const standing = standingOfTrack(track, decisions, strictness.value.threshold);
        const { x, y, width, height } = maskOver(box, look.value.shape, look.value.scale).box;
        const chosen = track.id === chosenId.value ? 'chosen' : '';
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of faces has a button for each
          <g
            key={track.id}
            class={`${standing} ${chosen}`}
            data-track={track.id}
            onClick={() => {
              chosenId.value = track.id;
              toggleTrack(photo, track.id);
            }}
          >
            <ellipse class="under" cx={x + width / 2} cy={y + height / 2} rx={width / 2} ry={height / 2} />
            <ellipse class="line" cx={x + width / 2} cy={y + height / 2} rx={width / 2} ry={height / 2} />
          </g>
        );
      })}
    </g>
  );
}
