import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { videoCodecs } from '../platform/node/video/index.js';
import type { VideoCodecs } from '../platform/video-port.js';
import { clips, makeClip, probed, withoutFfmpeg } from './testing/clips.js';
import { redactedFile } from './testing/whole.js';

const run = promisify(execFile);
const [WIDTH, HEIGHT, FRAMES] = [160, 120, 12];

let codecs: readonly VideoCodecs[];
before(async () => {
  if (!withoutFfmpeg) codecs = await Promise.all([videoCodecs('node-av'), videoCodecs('ffmpeg')]);
});
after(() => rm(clips, { recursive: true, force: true }));

/** The brightness of all frames as they are coded, whatever the file says of how they are to be shown. */
async function coded(path: string): Promise<Buffer> {
  const words = ['-v', 'error', '-noautorotate', '-i', path, '-vf', 'extractplanes=y', '-f', 'rawvideo', '-'];
  return (await run('ffmpeg', words, { encoding: 'buffer', maxBuffer: 2 ** 26 })).stdout;
}

/** The brightest and the darkest sample well inside a rectangle of a frame. */
function rangeIn(samples: Buffer, width: number, frame: number, [x, y, wide, high]: readonly number[], height: number) {
  let [least, most] = [255, 0];
  for (let row = y! + 3; row < y! + high! - 3; row++) {
    for (let column = x! + 3; column < x! + wide! - 3; column++) {
      const sample = samples[(frame * height + row) * width + column]!;
      [least, most] = [Math.min(least, sample), Math.max(most, sample)];
    }
  }
  return { least, most };
}

/** A matrix a, b, c, d, x, y of ISO/IEC 14496-12 takes (p, q) to (a·p + c·q + x, b·p + d·q + y); where a box of the shown picture lies in the coded one. */
const MIRRORS = {
  'left-right': { matrix: [-1, 0, 0, 1, WIDTH, 0], place: [WIDTH - 10 - 20, 20, 20, 30] },
  'upside-down': { matrix: [1, 0, 0, -1, 0, HEIGHT], place: [10, HEIGHT - 20 - 30, 20, 30] },
  transposed: { matrix: [0, 1, 1, 0, 0, 0], place: [20, 10, 30, 20] },
  'across the other diagonal': {
    matrix: [0, -1, -1, 0, HEIGHT, WIDTH],
    place: [WIDTH - 20 - 30, HEIGHT - 10 - 20, 30, 20],
  },
} as const;

for (const [name, { matrix, place }] of Object.entries(MIRRORS)) {
  test(`shown ${name}: masks lie where faces are seen, and the result is shown so, too`, {
    skip: withoutFfmpeg,
  }, async () => {
    const plain = await makeClip('plain.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-an']);
    const bytes = await readFile(plain);
    // Behind the box's name: version and flags, two dates, number, nothing, length, two nothings, layer, group, loudness, nothing.
    const start = bytes.indexOf('tkhd') + 4 + 4 + 20 + 8 + 8;
    const [a, b, c, d, x, y] = matrix.map((value) => value * 65_536) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (const [index, value] of [a, b, 0, c, d, 0, x, y].entries()) bytes.writeInt32BE(value, start + 4 * index);
    const source = `${clips}/mirrored.mp4`;
    await writeFile(source, bytes);
    for (const codec of codecs) {
      const result = await redactedFile(source, codec, () => [{ x: 10, y: 20, width: 20, height: 30 }], {
        shape: 'box',
      });
      const [was, is] = [await coded(source), await coded(result)];
      assert.equal(is.length, WIDTH * HEIGHT * FRAMES);
      for (let frame = 0; frame < FRAMES; frame++) {
        assert.ok(rangeIn(is, WIDTH, frame, place, HEIGHT).most < 32, `${codec.name}, frame ${frame}`);
        const elsewhere = [60, 40, 20, 20];
        const [before, now] = [was, is].map((samples) => rangeIn(samples, WIDTH, frame, elsewhere, HEIGHT));
        assert.ok(Math.abs(before!.most - now!.most) < 25, `${codec.name}, frame ${frame} elsewhere`);
      }
      const shown = (path: string) => probed(path, 'stream_side_data=displaymatrix');
      assert.deepEqual(await shown(result), await shown(source));
    }
  });
}

for (const [width, height] of [
  [161, 121],
  [159, 90],
] as const) {
  test(`VP9 of ${width} × ${height}, whose last column and row have half a sample of colour: hidden up to the edge`, {
    skip: withoutFfmpeg,
  }, async () => {
    const vp9 = [
      '-vf',
      `scale=${width}:${height}`,
      '-c:v',
      'libvpx-vp9',
      '-cpu-used',
      '8',
      '-pix_fmt',
      'yuv420p',
      '-an',
    ];
    for (const name of ['odd.webm', 'odd.mp4']) {
      const source = await makeClip(name, vp9);
      assert.deepEqual(await probed(source, 'stream=width,height'), [`stream,${width},${height}`]);
      for (const codec of codecs) {
        const corner = { x: width - 21, y: height - 25, width: 21, height: 25 };
        const result = await redactedFile(source, codec, () => [corner], { shape: 'box', color: '#ff0000' });
        assert.deepEqual(await probed(result, 'stream=width,height,pix_fmt'), [`stream,${width},${height},yuv420p`]);
        const words = ['-v', 'error', '-i', result, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
        const { stdout } = await run('ffmpeg', words, { encoding: 'buffer', maxBuffer: 2 ** 26 });
        assert.equal(stdout.length, 3 * width * height * FRAMES);
        for (let frame = 0; frame < FRAMES; frame++) {
          for (const [x, y] of [
            [width - 1, height - 1],
            [width - 1, height - 10],
            [width - 10, height - 1],
          ] as const) {
            const [red, green, blue] = stdout.subarray(3 * ((frame * height + y) * width + x));
            assert.ok(
              red! > 190 && green! < 60 && blue! < 60,
              `${name}, ${codec.name}, frame ${frame}: ${red} ${green} ${blue}`,
            );
          }
        }
      }
    }
  });
}
