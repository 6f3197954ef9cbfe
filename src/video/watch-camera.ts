import type { VideoFrame } from '../platform/video-port.js';
import { cameraBetween } from '../tracks/camera.js';
import { type Thumbnail, thumbnailOf } from '../tracks/thumbnail.js';
import type { FrameFaces } from '../tracks/track.js';
import { type Orientation, placesOf, uprightSize } from './orientation.js';
import { colorsOf } from './plane-colors.js';

/** Follows the camera from frame to frame, by brightness alone. */
export class CameraWatch {
  #before: Thumbnail | undefined;

  constructor(private readonly orientation: Orientation) {}

  /** What the camera did since the frame before, in pixels of the upright picture. */
  next(frame: VideoFrame): Pick<FrameFaces, 'cut' | 'motion'> {
    const now = uprightThumbnail(frame, this.orientation);
    const { cut, motion } = this.#before ? cameraBetween(this.#before, now) : { cut: false };
    this.#before = now;
    return { ...(cut && { cut }), ...(motion && { motion }) };
  }
}

/** A small grey picture of a frame, upright. */
export function uprightThumbnail(frame: VideoFrame, orientation: Orientation): Thumbnail {
  const { data, stride } = frame.planes[0]!;
  const { black, white } = colorsOf(frame);
  const decoded = thumbnailOf({ data, stride, black, white }, frame.width, frame.height);
  if (orientation.rotation === 0 && !orientation.flip) return decoded;
  const { width, height, factor } = decoded;
  const { first, right, below } = placesOf(width, height, orientation);
  const turned = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) turned[first + x * right + y * below] = decoded.data[at]!;
  }
  return { ...uprightSize(width, height, orientation), factor, data: turned };
}
