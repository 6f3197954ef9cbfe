import { signal } from '@preact/signals';

/** The video on the screen: what its tools show of it, and what they do to it. */

let element: HTMLVideoElement | undefined;

/** Seconds at which the picture on the screen is. */
export const shownAt = signal(0);
export const isPlaying = signal(false);

/** Follows a video while it is on the screen. @returns what ends that */
export function follow(video: HTMLVideoElement): () => void {
  element = video;
  shownAt.value = 0;
  isPlaying.value = false;
  let request = 0;
  const onFrame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
    shownAt.value = mediaTime;
    request = video.requestVideoFrameCallback(onFrame);
  };
  // Where browsers do not tell of each frame, the time that they tell now and then is close.
  const onTime = () => {
    shownAt.value = video.currentTime;
  };
  const tellsFrames = typeof video.requestVideoFrameCallback === 'function';
  if (tellsFrames) request = video.requestVideoFrameCallback(onFrame);
  else video.addEventListener('timeupdate', onTime);
  const onState = () => {
    isPlaying.value = !video.paused;
  };
  for (const type of ['play', 'pause', 'ended']) video.addEventListener(type, onState);
  return () => {
    if (tellsFrames) video.cancelVideoFrameCallback(request);
    if (element === video) element = undefined;
  };
}

export function playOrPause(): void {
  if (element?.paused) void element.play();
  else element?.pause();
}

/** Shows the picture at a time, in seconds. */
export function seek(time: number): void {
  if (!element) return;
  element.pause();
  // A little later than the frame begins: times are rounded.
  element.currentTime = time + 1e-3;
  shownAt.value = time;
}
