import type { Box } from '../../geometry/box.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { decodedFrames } from '../decoded-frames.js';
import { ExpectedFrames } from '../expected-frames.js';
import { failing } from '../failing.js';
import { picturePackets } from '../packets.js';
import { paintedFrames, paintSettings } from '../redact-video.js';
import type { Video } from '../video.js';

/** Decodes a result from its file and the source again, and compares them frame by frame; throws VerificationError where they differ. */
export async function compareFrames(
  source: Video,
  written: Video,
  codecs: VideoCodecs,
  regions: (frame: number) => readonly Box[],
): Promise<void> {
  const settings = paintSettings({});
  const expected = new ExpectedFrames(settings, failing(source));
  for await (const frame of paintedFrames(source, codecs, regions, settings, { expected })) frame.close();
  for await (const frame of decodedFrames(written, codecs, picturePackets(written))) {
    expected.check(frame);
    frame.close();
  }
  expected.end();
}
