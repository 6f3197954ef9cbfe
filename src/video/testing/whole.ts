import { mkdtempSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilePathSource } from 'mediabunny';
import type { Box } from '../../geometry/box.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { checkVideo } from '../check-video.js';
import { openVideo } from '../open-video.js';
import type { CoverOptions } from '../options.js';
import { redactVideo } from '../redact-video.js';

const folder = mkdtempSync(join(tmpdir(), 'farface-videos-'));
let made = 0;

/** Hides regions of a video file, checks the result, and returns its path. */
export async function redactedFile(
  path: string,
  codecs: VideoCodecs,
  regions: (frame: number) => readonly Box[],
  options: CoverOptions = {},
): Promise<string> {
  const video = await openVideo(new FilePathSource(path), path);
  const out = join(folder, `${++made}.${video.container}`);
  const file = await open(out, 'w');
  try {
    const sink = {
      write: async (data: Uint8Array, position: number) => void (await file.write(data, 0, data.length, position)),
    };
    const { coded } = await redactVideo(video, codecs, sink, { ...options, regions });
    await file.close();
    const written = await openVideo(new FilePathSource(out), out);
    await checkVideo(video, written, coded);
    written.close();
  } finally {
    video.close();
  }
  return out;
}
