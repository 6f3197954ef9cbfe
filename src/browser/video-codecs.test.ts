import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BlobSource, EncodedPacketSink } from 'mediabunny';
import { planeSizes } from '../image/pixel-format.js';
import { videoCodecs } from '../platform/node/video/index.js';
import type { EncodedPicture, VideoFrame, VideoPacket } from '../platform/video-port.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { openVideo } from '../video/open-video.js';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { type OpenPage, openPage } from './testing/open-page.js';

/** The browser's own codecs, beside those of Node, on clips that ffmpeg makes. */

const run = promisify(execFile);
const browser = withoutFfmpeg ? undefined : await openBrowser();
const skip = browser ? false : withoutFfmpeg || NO_BROWSER;
let opened: OpenPage;
let folder: string;
before(async () => {
  if (!browser) return;
  opened = await openPage(browser);
  folder = await mkdtemp(join(tmpdir(), 'farface-codecs-'));
});
after(async () => {
  await opened?.close();
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

const PHOTO = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));

/** A pan over portraits, with a tone. */
async function clip(name: string, ...coding: string[]): Promise<Buffer> {
  const file = join(folder, name);
  const pan = ['-vf', "scale=600:-2,crop=320:180:'10+t*40':'10+t*10',fps=12"];
  const input = ['-loop', '1', '-t', '1.5', '-i', PHOTO, '-f', 'lavfi', '-i', 'sine=440:d=1.5'];
  await run('ffmpeg', ['-v', 'error', '-y', ...input, ...pan, ...coding, '-shortest', file]);
  return readFile(file);
}

/** What Node decodes: for each picture its time and all its samples, rows without what lies beyond them. */
async function decodedInNode(file: Buffer): Promise<{ time: number; samples: Uint8Array }[]> {
  const video = await openVideo(new BlobSource(new Blob([Uint8Array.from(file)])), 'clip');
  async function* packets(): AsyncGenerator<VideoPacket> {
    for await (const { data, type, timestamp, duration } of new EncodedPacketSink(video.track).packets())
      yield { data, key: type === 'key', timestamp, duration };
  }
  const frames: { time: number; samples: Uint8Array }[] = [];
  for await (const frame of (await videoCodecs()).decode(video.stream, packets(), 'clip')) {
    const rows = planeSizes(frame.format, frame.width, frame.height).flatMap(({ width, height }, index) => {
      const { data, stride } = frame.planes[index]!;
      return Array.from({ length: height }, (_, y) => Uint8Array.from(data.subarray(y * stride, y * stride + width)));
    });
    frames.push({ time: frame.timestamp, samples: Uint8Array.from(Buffer.concat(rows)) });
    frame.close();
  }
  video.close();
  return frames;
}

/** What the page decodes, and what becomes of it when the page codes it again at a quality: PSNR of brightness. */
function decodedInPage(file: Buffer, quality?: number) {
  return opened.page.evaluate(
    async ({ url, base64, quality }) => {
      const { webCodecs, openVideo, BlobSource } = await import(`${url}video.js`);
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const video = await openVideo(new BlobSource(new Blob([bytes])), 'clip');
      const { EncodedPacketSink } = await import(`${url}video.js`);
      async function* packets() {
        for await (const { data, type, timestamp, duration } of new EncodedPacketSink(video.track).packets())
          yield { data, key: type === 'key', timestamp, duration };
      }
      const rowsOf = (frame: VideoFrame) => {
        const parts: number[][] = [];
        for (const [index, { data, stride }] of frame.planes.entries()) {
          const divided = index === 0 ? 1 : 2;
          const [width, height] = [Math.ceil(frame.width / divided), Math.ceil(frame.height / divided)];
          for (let y = 0; y < height; y++) parts.push([...data.subarray(y * stride, y * stride + width)]);
        }
        return parts.flat();
      };
      const first: { time: number; samples: number[] }[] = [];
      async function* taken() {
        for await (const frame of webCodecs.decode(video.stream, packets(), 'clip')) {
          first.push({ time: frame.timestamp, samples: rowsOf(frame) });
          yield frame;
        }
      }
      if (quality === undefined) {
        for await (const frame of taken()) frame.close();
        return { first, stream: video.stream.codec };
      }
      const settings = {
        ...{ codec: video.stream.codec, format: 'I420', width: video.width, height: video.height, quality },
        ...{
          color: video.stream.color,
          scan: 'progressive',
          pixelAspect: { num: 1, den: 1 },
          frameRate: 12,
          keyEvery: 10,
        },
      };
      const refusal = await webCodecs.refusal(settings);
      if (refusal) return { first, refusal };
      const coded: EncodedPicture[] = [];
      for await (const packet of webCodecs.encode(settings, taken(), 'clip')) coded.push(packet);
      const again: { time: number; samples: number[] }[] = [];
      const stored = (async function* () {
        yield* coded;
      })();
      for await (const frame of webCodecs.decode(coded[0]!.stream, stored, 'clip'))
        again.push({ time: frame.timestamp, samples: rowsOf(frame) });
      let [sum, count] = [0, 0];
      for (const [index, { samples }] of again.entries())
        for (let at = 0; at < video.width * video.height; at++, count++)
          sum += (samples[at]! - first[index]!.samples[at]!) ** 2;
      return {
        first,
        times: again.map(({ time }) => time),
        keys: coded.filter(({ key }) => key).length,
        bytes: coded.reduce((total, { data }) => total + data.length, 0),
        psnr: 10 * Math.log10(255 ** 2 / (sum / count)),
      };
    },
    { url: opened.url, base64: file.toString('base64'), quality },
  );
}

for (const [name, coding] of [
  ['clip.mp4', ['-c:v', 'libx264', '-bf', '2', '-pix_fmt', 'yuv420p', '-c:a', 'aac']],
  ['clip.webm', ['-c:v', 'libvpx-vp9', '-b:v', '0', '-crf', '30', '-pix_fmt', 'yuv420p', '-c:a', 'libopus']],
] as const) {
  test(`${name}: the page decodes what Node does, to the last bit and at the same times`, { skip }, async (t) => {
    const file = await clip(name, ...coding);
    const [inNode, inPage] = [await decodedInNode(file), await decodedInPage(file, 80)];
    assert.deepEqual(
      inPage.first.map(({ time }) => time),
      inNode.map(({ time }) => time),
    );
    assert.ok(inNode.length >= 17, `${inNode.length} pictures`);
    for (const [index, { samples }] of inPage.first.entries())
      assert.deepEqual(Uint8Array.from(samples), inNode[index]!.samples, `picture ${index}`);
    // Coded again, by the page alone: the same pictures at the same times.
    assert.ok('times' in inPage && inPage.times, JSON.stringify({ ...inPage, first: undefined }));
    assert.deepEqual(
      inPage.times,
      inNode.map(({ time }) => time),
    );
    assert.ok(inPage.keys! >= 2, `${inPage.keys} pictures that need no others`);
    t.diagnostic(`coded again: ${inPage.bytes} bytes, ${inPage.psnr!.toFixed(1)} dB`);
    assert.ok(inPage.psnr! > 34, `${inPage.psnr} dB`);
  });
}

test('codecs that the browser lacks, and packets that are damaged, are errors that name the video', {
  skip,
}, async () => {
  const file = await clip('damaged.mp4', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-an');
  const messages = await opened.page.evaluate(
    async ({ url, base64 }) => {
      const { webCodecs, openVideo, BlobSource, EncodedPacketSink } = await import(`${url}video.js`);
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const video = await openVideo(new BlobSource(new Blob([bytes])), 'clip');
      async function* packets() {
        let number = 0;
        for await (const { data, type, timestamp, duration } of new EncodedPacketSink(video.track).packets()) {
          const damaged = number++ === 3 ? data.map((byte: number, at: number) => (at > 8 ? byte ^ 0xa5 : byte)) : data;
          yield { data: damaged, key: type === 'key', timestamp, duration };
        }
      }
      const failureOf = async (stream: object) => {
        try {
          for await (const frame of webCodecs.decode(stream, packets(), 'clip')) frame.close();
          return 'none';
        } catch (error) {
          return `${(error as Error).name} ${(error as Error).message}`;
        }
      };
      const unknown = { ...video.stream, codec: 'hevc', parameters: 'hvc1.1.6.L93.B0' };
      return [await failureOf(unknown), await failureOf(video.stream)];
    },
    { url: opened.url, base64: file.toString('base64') },
  );
  assert.match(messages[0]!, /^InputError clip: this browser has no decoder for HEVC/);
  assert.match(messages[1]!, /^InputError clip: .*not known what it shows/);
});
