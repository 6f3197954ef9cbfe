import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, test } from 'node:test';
import { FilePathSource } from 'mediabunny';
import { videoCodecs } from '../platform/node/video/index.js';
import { detectVideo, type FrameLine } from './detect-video.js';
import { openVideo } from './open-video.js';
import { clips, makeClip, withoutFfmpeg } from './testing/clips.js';

after(() => rm(clips, { recursive: true, force: true }));

/** Pictures before a key picture that lean on those before it, too. */
const OPEN = 'keyint=4:min-keyint=4:open-gop=1:bframes=2:scenecut=0';
const KINDS = {
  'open.mp4': ['-c:v', 'libx264', '-x264-params', OPEN, '-pix_fmt', 'yuv420p', '-an'],
  'open-hevc.mp4': ['-c:v', 'libx265', '-x265-params', `log-level=none:${OPEN}`, '-pix_fmt', 'yuv420p', '-an'],
};

for (const [name, args] of Object.entries(KINDS)) {
  test(`${name}: goes on after any frame, with what it would have found at once`, { skip: withoutFfmpeg }, async () => {
    const path = await makeClip(name, args);
    const codecs = await videoCodecs('node-av');
    const looked = async (done?: { frames: number; lastTime: number }) => {
      const video = await openVideo(new FilePathSource(path), name);
      const lines: FrameLine[] = [];
      let looks = 0;
      const detect = async () => {
        looks += 1;
        return [];
      };
      try {
        for await (const line of detectVideo(video, codecs, { detect, done })) lines.push(line);
      } finally {
        video.close();
      }
      assert.equal(looks, lines.length);
      return lines;
    };
    const all = await looked();
    assert.equal(all.length, 12);
    for (let frames = 1; frames < 12; frames++)
      assert.deepEqual(await looked({ frames, lastTime: all[frames - 1]!.time }), all.slice(frames), `after ${frames}`);
  });
}
