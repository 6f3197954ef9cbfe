import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createDetector } from '../detect/detector.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { type OpenPage, openPage, WEIGHTS } from './testing/open-page.js';

const browser = await openBrowser();
/** A worker that does not answer would never end. */
const options = { skip: browser ? false : NO_BROWSER, timeout: 120_000 };
let opened: OpenPage;

before(async () => {
  if (browser) opened = await openPage(browser, true);
});
after(async () => {
  await opened?.close();
  await browser?.close();
});

const PHOTO = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
/** Addresses relative to the page, which mean the same in the worker. */
const START = {
  weights: WEIGHTS.weights.slice(1),
  verificationWeights: WEIGHTS.verificationWeights.slice(1),
  threads: 2,
};

test('a worker detects, redacts and enhances, with progress, while the page goes on', options, async () => {
  const found = await opened.page.evaluate(
    async ({ url, start }) => {
      const { startWorker } = await import(`${url}index.js`);
      const farface = await startWorker({ ...start, generatorWeights: 'generator.safetensors' });
      const shares: number[] = [];
      let ticks = 0;
      const ticking = setInterval(() => {
        ticks += 1;
      }, 10);
      const { faces } = await farface.detect('portraits.jpg', { onProgress: (share: number) => shares.push(share) });
      const hiding: number[] = [];
      const photo = await (await fetch('portraits.jpg')).blob();
      const canvas = new OffscreenCanvas(320, 150);
      canvas.getContext('2d')!.drawImage(await createImageBitmap(photo, 60, 60, 320, 150), 0, 0);
      const part = await canvas.convertToBlob();
      const { data, remaining, regions } = await farface.redact(part, {
        onProgress: (share: number) => hiding.push(share),
      });
      clearInterval(ticking);
      const drawn = await farface.enhance(photo, faces.slice(0, 2));
      const same = drawn.every(({ face }: { face: unknown }) => faces.includes(face));
      farface.end();
      const after = await farface.detect('portraits.jpg').catch((error: Error) => error.message);
      const sizes = drawn.map(({ enhanced }: { enhanced: { width: number } }) => enhanced.width);
      return {
        faces,
        shares,
        hiding,
        ticks,
        bytes: data.length,
        remaining,
        hidden: regions.length,
        same,
        sizes,
        after,
      };
    },
    { url: opened.url, start: START },
  );
  const detector = await createDetector();
  const { faces } = await detector.detect(PHOTO);
  await detector.dispose();
  assert.equal(found.faces.length, faces.length);
  for (const [index, { box, score }] of faces.entries()) {
    assert.ok(Math.abs(found.faces[index].box.x - box.x) < 0.05 && Math.abs(found.faces[index].score - score) < 1e-3);
  }
  for (const shares of [found.shares, found.hiding]) {
    assert.ok(shares.length > 2 && shares.at(-1) === 1, `${shares}`);
    assert.deepEqual(
      shares,
      shares.toSorted((a: number, b: number) => a - b),
    );
  }
  assert.ok(found.ticks > 20, `${found.ticks} ticks`);
  assert.ok(found.bytes > 10_000 && found.hidden >= 20 && found.remaining.length === 0);
  assert.ok(found.same && found.sizes.length > 0 && found.sizes.every((side: number) => side >= 64), `${found.sizes}`);
  assert.match(found.after, /worker was ended/);
});

test(
  'an abort reaches the worker, and the next call works; errors are the same as outside of it',
  options,
  async () => {
    const found = await opened.page.evaluate(
      async ({ url, start }) => {
        const { startWorker, InputError } = await import(`${url}index.js`);
        const farface = await startWorker(start);
        const stop = new AbortController();
        const call = { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) };
        const aborted = await farface.detect('portraits.jpg', call).catch((error: Error) => error.message);
        const bad = await farface.detect(new File(['no picture'], 'notes.txt')).catch((error: Error) => error);
        const { faces } = await farface.detect('portraits.jpg');
        farface.end();
        const lost = await startWorker({ weights: 'nowhere.safetensors' }).catch((error: Error) => error.message);
        return { aborted, bad: bad.message, isInput: bad instanceof InputError, count: faces.length, lost };
      },
      { url: opened.url, start: START },
    );
    assert.equal(found.aborted, 'enough');
    assert.match(found.bad, /^notes\.txt: is no picture/);
    assert.ok(found.isInput);
    assert.ok(found.count > 200);
    assert.match(found.lost, /nowhere\.safetensors: the server answers 404/);
  },
);
