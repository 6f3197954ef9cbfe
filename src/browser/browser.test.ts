import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createDetector } from '../detect/detector.js';
import type { Face } from '../geometry/face.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { openPage, WEIGHTS } from './testing/open-page.js';

const browser = await openBrowser();
after(() => browser?.close());
const skip = browser ? false : NO_BROWSER;

const PHOTO = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));

/** How far boxes may be apart, in pixels, and scores. */
const BOUNDS = { pixels: 0.05, score: 1e-3 };

/** The same faces, within bounds. */
function assertSame(faces: readonly Face[], expected: readonly Face[]): string {
  assert.equal(faces.length, expected.length);
  let [pixels, score] = [0, 0];
  for (const face of faces) {
    const near = expected.map((other) => ({
      pixels: Math.max(
        ...(['x', 'y', 'width', 'height'] as const).map((side) => Math.abs(face.box[side] - other.box[side])),
      ),
      score: Math.abs(face.score - other.score),
    }));
    const best = near.reduce((a, b) => (b.pixels < a.pixels ? b : a));
    pixels = Math.max(pixels, best.pixels);
    score = Math.max(score, best.score);
  }
  const differences = `boxes differ by up to ${pixels} pixels, scores by ${score}`;
  assert.ok(pixels <= BOUNDS.pixels && score <= BOUNDS.score, differences);
  return differences;
}

// In 8 bits one or two threads have farface's own kernels, three ONNX Runtime.
for (const [isolated, precision, threads] of [
  [false, 'float32', 2],
  [true, 'float32', 2],
  [false, 'auto', 2],
  [true, 'auto', 3],
] as const) {
  const name = `finds Node's faces in a browser, ${isolated ? `in ${threads} threads` : 'in one thread'}, precision ${precision}`;
  test(name, { skip }, async (t) => {
    const opened = await openPage(browser!, isolated);
    try {
      const found = await opened.page.evaluate(
        async ({ weights, url, precision, threads }) => {
          const { createDetector } = await import(`${url}index.js`);
          const detector = await createDetector({ ...weights, precision, threads });
          const shares: number[] = [];
          const { faces } = await detector.detect('/portraits.jpg', {
            onProgress: (share: number) => shares.push(share),
          });
          await detector.dispose();
          return { faces, last: shares.at(-1), isolated: crossOriginIsolated };
        },
        { weights: WEIGHTS, url: opened.url, precision, threads },
      );
      assert.equal(found.isolated, isolated);
      // Beside the page's own thread: the first session of all, which finds out how wide kernels may be, decides how many.
      assert.equal(opened.page.workers().length, isolated ? threads - 1 : 0);
      assert.equal(found.last, 1);
      const detector = await createDetector({ precision });
      const { faces } = await detector.detect(PHOTO);
      await detector.dispose();
      t.diagnostic(`${faces.length} faces; ${assertSame(found.faces, faces)}`);
    } finally {
      await opened.close();
    }
  });
}
