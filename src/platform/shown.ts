import type { VideoCodecName } from './video-port.js';

/** VP8's mark of a picture that is shown, in the first byte of a packet (RFC 6386, 9.1); others only help to decode. */
const VP8_SHOWN = 0x10;

/** Whether a packet holds a picture to show, as all do but some of VP8. */
export function isShown(codec: VideoCodecName, data: Uint8Array): boolean {
  return codec !== 'vp8' || (data[0]! & VP8_SHOWN) !== 0;
}
