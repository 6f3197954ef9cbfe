import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BlobSource } from 'mediabunny';
import { createDetector } from '../detect/detector.js';
import type { Box } from '../geometry/box.js';
import { videoCodecs } from '../platform/node/video/index.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { linkTracks } from '../tracks/link-tracks.js';
import { LOW_THRESHOLD } from '../tracks/options.js';
import { regionsByFrame } from '../tracks/regions.js';
import type { FrameFaces } from '../tracks/track.js';
import { checkSound } from '../video/check-sound.js';
import { detectVideo } from '../video/detect-video.js';
import { failing } from '../video/failing.js';
import { openVideo } from '../video/open-video.js';
import { compareFrames } from '../video/testing/compare-frames.js';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { type OpenPage, openPage, WEIGHTS } from './testing/open-page.js';

/** Videos in a browser: what is found and hidden there is what Node finds and hides. */

const run = promisify(execFile);
const browser = withoutFfmpeg ? undefined : await openBrowser();
const skip = browser ? false : withoutFfmpeg || NO_BROWSER;
const PHOTO = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));

let opened: OpenPage;
let folder: string;
let clip: Blob;
before(async () => {
  if (!browser) return;
  folder = await mkdtemp(join(tmpdir(), 'farface-video-'));
  const file = join(folder, 'clip.mp4');
  const pan = "scale=600:-2,crop=320:180:'10+t*40':'10+t*10',fps=8";
  const input = ['-loop', '1', '-t', '1', '-i', PHOTO, '-f', 'lavfi', '-i', 'sine=440:d=1'];
  const coding = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-metadata', 'location=+52.5+13.4/'];
  await run('ffmpeg', ['-v', 'error', '-y', ...input, '-vf', pan, ...coding, '-shortest', file]);
  clip = new Blob([Uint8Array.from(await readFile(file))]);
  opened = await openPage(browser, true);
});
after(async () => {
  await opened?.close();
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

const base64Of = async (blob: Blob) => Buffer.from(await blob.arrayBuffer()).toString('base64');
const sourceOf = (blob: Blob) => new BlobSource(blob);

/** The largest difference of boxes in one frame, in pixels; infinite where there are not as many. */
function apart(one: readonly Box[], other: readonly Box[]): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    0,
    ...one.map((a) =>
      Math.min(
        ...other.map((b) =>
          Math.max(...(['x', 'y', 'width', 'height'] as const).map((side) => Math.abs(a[side] - b[side]))),
        ),
      ),
    ),
  );
}

test('a video in the page: the faces of Node, and its result holds what Node would paint', { skip }, async (t) => {
  const inPage = await opened.page.evaluate(
    async ({ url, base64, weights }) => {
      const { createDetector, detectVideo, redactVideo } = await import(`${url}index.js`);
      const detector = await createDetector({ ...weights, device: 'cpu', precision: 'float32' });
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const file = new File([bytes], 'clip.mp4');
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      const faces = await detectVideo(file, detector, { onProgress });
      const aborted = new AbortController();
      const stopped = await redactVideo(file, faces, {
        signal: aborted.signal,
        onProgress: () => aborted.abort(new Error('enough')),
      }).catch((error: Error) => error.message);
      const { file: hidden, container, warnings } = await redactVideo(file, faces, { onProgress });
      const left: string[] = [];
      const kept = await (await navigator.storage.getDirectory()).getDirectoryHandle('farface-videos');
      for await (const name of kept.keys()) left.push(name);
      let text = '';
      for (const byte of new Uint8Array(await hidden.arrayBuffer())) text += String.fromCharCode(byte);
      const plain = faces.frames.map(({ time, faces }: FrameFaces) => ({ time, faces }));
      const error = await detectVideo(new File(['no video'], 'notes.mp4'), detector).catch((error: Error) => error);
      return {
        ...{ frames: plain as FrameFaces[], tracks: faces.tracks, container, warnings, stopped, left: left.length },
        ...{ last: shares.at(-1), hidden: btoa(text), error: `${error.name} ${error.message}` },
      };
    },
    { url: opened.url, base64: await base64Of(clip), weights: WEIGHTS },
  );
  assert.deepEqual([inPage.container, inPage.last, inPage.stopped, inPage.left], ['mp4', 1, 'enough', 1]);
  assert.match(inPage.error, /^InputError notes\.mp4: /);

  const codecs = await videoCodecs();
  const source = await openVideo(sourceOf(clip), 'clip');
  const detector = await createDetector({ precision: 'float32' });
  const frames: FrameFaces[] = [];
  const detect = async (image: Parameters<typeof detector.detect>[0]) =>
    (await detector.detect(image, { threshold: LOW_THRESHOLD })).faces;
  for await (const line of detectVideo(source, codecs, { detect })) frames.push(line);
  await detector.dispose();
  assert.deepEqual(
    inPage.frames.map(({ time }) => time),
    frames.map(({ time }) => time),
  );
  const regions = regionsByFrame(frames, linkTracks(frames, source), source);
  const paged = regionsByFrame(inPage.frames, inPage.tracks, source);
  const most = Math.max(...regions.map((boxes, frame) => apart(boxes, paged[frame]!)));
  t.diagnostic(`${regions.flat().length} masks in ${regions.length} frames, up to ${most} pixels from Node's`);
  assert.ok(regions.flat().length > 40 && most < 0.1, `${most}`);

  // Every mask of every frame, the times, and each packet of sound, by Node's own codecs.
  const result = new Blob([Uint8Array.from(Buffer.from(inPage.hidden, 'base64'))]);
  const written = await openVideo(sourceOf(result), 'clip-hidden');
  await compareFrames(source, written, codecs, (frame) => regions[frame]!);
  await checkSound(source, written, 1e-3, failing(source));
  const elsewhere = () => [{ x: 100, y: 60, width: 60, height: 60 }];
  const bare = await compareFrames(source, written, codecs, elsewhere).catch((error: Error) => error.message);
  assert.match(bare ?? '', /does not hide|is not the picture/, 'what is not hidden is told');
  assert.ok(!Buffer.from(inPage.hidden, 'base64').includes('+52.5'), 'the place is gone');
  source.close();
  written.close();
});
