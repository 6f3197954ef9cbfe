import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { videoCodecs } from '../platform/node/video/index.js';
import { clips, exifOf, makeClip, probed, withoutExiftool, withoutFfmpeg } from './testing/clips.js';
import { redactedFile } from './testing/whole.js';

after(() => rm(clips, { recursive: true, force: true }));

const PLACE = '+47.3769+008.5417/';
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
/** Of iPhones, of GoPros. */
const KINDS = ['mebx', 'gpmd'] as const;

/** A MOV with a track of a place for each moment: one of text that says it is something else. */
async function withPlaces(tag: (typeof KINDS)[number]): Promise<string> {
  const words = join(clips, 'places.srt');
  await writeFile(words, `1\n00:00:00,000 --> 00:00:00,400\n${PLACE}\n`);
  const streams = ['-map', '0:v', '-map', '1:a', '-map', '2:s', '-c:s', 'mov_text', '-timecode', '01:02:03:04'];
  const path = await makeClip(`${tag}.mov`, [...H264, ...streams], ['-i', words]);
  const bytes = await readFile(path);
  // The kind of a handler, and the kind of the track that it is for; then how its samples are described.
  const handler = bytes.indexOf('mhlrtext', bytes.indexOf('moov'));
  const description = bytes.indexOf('stsd', handler) + 'stsd'.length + 12;
  assert.ok(handler > 0 && bytes.toString('latin1', description, description + 4) === 'text');
  bytes.write('meta', handler + 4, 'latin1');
  bytes.write(tag, description, 'latin1');
  await writeFile(path, bytes);
  return path;
}

const streamsOf = async (path: string) => (await probed(path, 'stream=codec_type,codec_tag_string')).toSorted();

for (const tag of KINDS) {
  test(`${tag}: a track of places goes, and so does the clock (tmcd)`, {
    skip: withoutFfmpeg || withoutExiftool,
  }, async () => {
    const path = await withPlaces(tag);
    assert.deepEqual(
      (await streamsOf(path)).filter((line) => line.includes('data')),
      [`stream,data,${tag}`, 'stream,data,tmcd'].toSorted(),
    );
    assert.match(await exifOf(path), tag === 'mebx' ? /mebx/ : /gpmd/);
    assert.ok((await readFile(path)).includes(PLACE));
    for (const codec of ['node-av', 'ffmpeg'] as const) {
      const result = await redactedFile(path, await videoCodecs(codec), () => [
        { x: 20, y: 30, width: 16, height: 16 },
      ]);
      assert.deepEqual(await streamsOf(result), ['stream,audio,mp4a', 'stream,video,avc1'].toSorted());
      const bytes = await readFile(result);
      for (const told of [PLACE, '47.37', tag, 'tmcd', 'gmhd', '01:02:03']) assert.ok(!bytes.includes(told), told);
      assert.doesNotMatch(await exifOf(result), /mebx|gpmd|TimeCode|47\.37|GPS/);
    }
  });
}
