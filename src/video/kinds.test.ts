import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { videoCodecs } from '../platform/node/video/index.js';
import type { VideoCodecs } from '../platform/video-port.js';
import { clips, exifOf, makeClip, probed, soundOf, withoutExiftool, withoutFfmpeg } from './testing/clips.js';
import { redactedFile } from './testing/whole.js';

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const HDR10 =
  'log-level=none:hdr10=1:max-cll=1000,400:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,500)';
const BT2020 = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'];

const KINDS: Readonly<Record<string, readonly string[]>> = {
  'plain.mp4': [...H264, '-bf', '2', '-c:a', 'aac'],
  'fragmented.mp4': [...H264, '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'],
  'variable-rate.mp4': [
    ...H264,
    '-vf',
    "setpts='PTS+if(eq(mod(N,3),1),0.013,0)/TB'",
    '-fps_mode',
    'vfr',
    '-c:a',
    'aac',
  ],
  'two-sounds.mp4': [...H264, '-map', '0', '-map', '1', '-map', '1', '-c:a', 'aac', '-metadata:s:a:1', 'language=deu'],
  'full-range.mp4': ['-c:v', 'libx264', '-pix_fmt', 'yuvj420p', '-color_range', 'pc', '-c:a', 'aac'],
  '444.mp4': ['-c:v', 'libx264', '-pix_fmt', 'yuv444p', '-c:a', 'aac'],
  'ten-bit.mp4': ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le', '-c:a', 'aac'],
  'interlaced.mp4': [...H264, '-vf', 'interlace', '-flags', '+ilme+ildct', '-c:a', 'aac'],
  'wide-pixels.mp4': [...H264, '-vf', 'setsar=4/3', '-r', '30000/1001', '-c:a', 'aac'],
  'hdr10.mp4': [
    '-c:v',
    'libx265',
    '-pix_fmt',
    'yuv420p10le',
    '-x265-params',
    HDR10,
    ...BT2020,
    '-tag:v',
    'hvc1',
    '-c:a',
    'aac',
  ],
  'uncompressed-sound.mov': [...H264, '-c:a', 'pcm_s16le'],
  'flac.mkv': [...H264, '-c:a', 'flac'],
  'vp9.webm': ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-pix_fmt', 'yuv420p', '-c:a', 'libopus'],
  'vp8.webm': ['-c:v', 'libvpx', '-cpu-used', '8', '-b:v', '300k', '-pix_fmt', 'yuv420p', '-c:a', 'libvorbis'],
  'av1.mp4': ['-c:v', 'libsvtav1', '-preset', '12', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
};

/** What each of them says of whom it shows, where and when it was made; not every container has a word for all of it. */
const TOLD = [
  ...[
    '-metadata',
    'title=Anna at the lake',
    '-metadata',
    'comment=Anna at the lake',
    '-metadata',
    'location=+47.3769+008.5417/',
  ],
  ...['-metadata', 'creation_time=2024-05-06T07:08:09Z', '-metadata:s:v', 'title=Anna at the lake'],
];
const TOLD_WORDS = [/Anna/, /47\.3|47 deg/, /2024:05/];

const STREAM =
  'stream=codec_name,width,height,pix_fmt,color_space,color_transfer,color_primaries,sample_aspect_ratio,channels,sample_rate';
/** A mask that moves, one at the lower right corner that reaches beyond the picture. */
const regions = (frame: number) => [
  { x: 20 + 3 * frame, y: 30, width: 17, height: 21 },
  { x: 148, y: 109, width: 14, height: 13 },
];

/** Of pictures alone. */
const flagsOf = (lines: string[]) => lines.flatMap((line) => /(\d),(\d)/.exec(line)?.[0] ?? []);
const isFull = (line: string) => /\d/.test(line);

let nodeAv: VideoCodecs;
let ffmpeg: VideoCodecs;
before(async () => {
  if (withoutFfmpeg) return;
  [nodeAv, ffmpeg] = await Promise.all([videoCodecs('node-av'), videoCodecs('ffmpeg')]);
});
after(() => rm(clips, { recursive: true, force: true }));

for (const [name, args] of Object.entries(KINDS)) {
  test(`${name}: pictures are hidden, sound, times, size and format stay`, { skip: withoutFfmpeg }, async () => {
    const source = await makeClip(name, [...args, ...TOLD]);
    if (!withoutExiftool) assert.match(await exifOf(source), TOLD_WORDS[0]!);
    // Each codec costs; the one of child processes is run on what differs for it.
    const codecs = /plain|hdr10|interlaced|vp9/.test(name) ? [nodeAv, ffmpeg] : [nodeAv];
    for (const codec of codecs) {
      const result = await redactedFile(source, codec, regions);
      const both = (entries: string) => Promise.all([probed(source, entries), probed(result, entries)]);
      const [streams, written] = await both(STREAM);
      assert.deepEqual(written, streams, codec.name);
      const [times, after] = await both('packet=stream_index,pts_time');
      // WebM's delay of Opus (CodecDelay, 6.5 ms) is not written: its sound is looked at by its packets alone.
      const compared = (lines: string[]) =>
        lines.filter((line) => !/webm/.test(name) || line.startsWith('packet,0')).toSorted();
      if (!name.startsWith('uncompressed')) assert.deepEqual(compared(after), compared(times), codec.name);
      assert.equal(await soundOf(result), await soundOf(source), codec.name);
      const left = withoutExiftool ? '' : await exifOf(result);
      for (const word of TOLD_WORDS) assert.doesNotMatch(left, word, codec.name);
      const [fields, kept] = await both('frame=interlaced_frame,top_field_first');
      assert.deepEqual(flagsOf(kept), flagsOf(fields), codec.name);
      const [display, same] = await both('frame_side_data=max_luminance,max_content,red_x');
      if (name === 'hdr10.mp4') assert.deepEqual(same.filter(isFull)[0], display.filter(isFull)[0], codec.name);
    }
  });
}

test('a phone’s film keeps how it is turned, and nothing that says where, when and with what it was made', {
  skip: withoutFfmpeg || withoutExiftool,
}, async () => {
  const plain = await makeClip('phone-plain.mov', [
    ...[...H264, '-c:a', 'aac', '-movflags', 'use_metadata_tags', '-metadata', 'creation_time=2024-05-06T07:08:09Z'],
    ...['-metadata', 'com.apple.quicktime.location.ISO6709=+47.3769+008.5417+408/'],
    ...['-metadata', 'com.apple.quicktime.make=Apple', '-metadata', 'com.apple.quicktime.model=iPhone 15'],
    ...['-metadata:s:v', 'handler_name=Core Media Video', '-metadata', 'comment=Anna at the lake'],
  ]);
  const { execFileSync } = await import('node:child_process');
  const turned = plain.replace('phone-plain', 'phone');
  const words = [
    '-v',
    'error',
    '-y',
    '-i',
    plain,
    '-map_metadata',
    '0',
    '-movflags',
    'use_metadata_tags',
    '-c',
    'copy',
  ];
  execFileSync('ffmpeg', [...words, '-metadata:s:v', 'rotate=90', turned]);
  const said = await exifOf(turned);
  assert.match(said, /47 deg/);
  assert.match(said, /iPhone 15/);
  assert.match(said, /2024:05:06/);
  const result = await redactedFile(turned, nodeAv, (frame) => [{ x: 30, y: 20 + frame, width: 17, height: 21 }]);
  const left = await exifOf(result);
  for (const told of [/47\.3|47 deg/, /iPhone|Apple(?! )/, /2024/, /Anna/, /GPS/, /Lavf|Core Media/])
    assert.doesNotMatch(left, told);
  const year = new Date().getFullYear();
  const inside = left
    .split('\n')
    .filter((line) => !line.startsWith('[System]'))
    .join('\n');
  assert.doesNotMatch(inside, new RegExp(`${year}:`), 'the moment at which it was written');
  const turns = (text: string) => /Rotation\s*: (\d+)/.exec(text)?.[1];
  assert.equal(turns(left), turns(said));
});
