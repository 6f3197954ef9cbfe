import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createVerifier } from '../detect/verifier.js';
import { enhance } from '../enhance/enhancer.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { openPage } from './testing/open-page.js';

const PHOTO = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
const CANDIDATES = [
  { box: { x: 70, y: 75, width: 9, height: 12 }, score: 0.3 },
  { box: { x: 181, y: 90, width: 14, height: 18 }, score: 0.4 },
  { box: { x: 240, y: 130, width: 8, height: 10 }, score: 0.2 },
];

test('createVerifier and enhance in a page say and draw what they do in Node', async (t) => {
  const browser = await openBrowser();
  if (!browser) return t.skip(NO_BROWSER);
  const opened = await openPage(browser);
  try {
    const found = await opened.page.evaluate(
      async ({ url, candidates }) => {
        const { createVerifier, enhance } = await import(`${url}index.js`);
        const verifier = await createVerifier({ weights: '/verification.safetensors' });
        const faces = await verifier.verify('/portraits.jpg', candidates);
        await verifier.dispose();
        const drawn = await enhance('/portraits.jpg', candidates, { weights: '/generator.safetensors' });
        const pictures = drawn.map(({ enhanced }: { enhanced: { data: Uint8Array } }) => [...enhanced.data]);
        return { faces, pictures };
      },
      { url: opened.url, candidates: CANDIDATES },
    );
    const verifier = await createVerifier();
    const faces = await verifier.verify(PHOTO, CANDIDATES);
    await verifier.dispose();
    assert.equal(found.faces.length, faces.length);
    for (const [index, face] of faces.entries()) {
      const other = found.faces[index];
      assert.ok(Math.abs(other.score - face.score) < 1e-3, `${other.score}, ${face.score}`);
      for (const side of ['x', 'y', 'width', 'height'] as const)
        assert.ok(Math.abs(other.box[side] - face.box[side]) < 0.05, `${other.box[side]}, ${face.box[side]}`);
    }
    const drawn = await enhance(PHOTO, CANDIDATES);
    assert.equal(found.pictures.length, drawn.length);
    for (const [index, { enhanced }] of drawn.entries()) {
      const other: number[] = found.pictures[index];
      assert.equal(other.length, enhanced.data.length);
      const most = other.reduce((max, value, at) => Math.max(max, Math.abs(value - enhanced.data[at]!)), 0);
      assert.ok(most <= 2, `a sample differs by ${most}`);
    }
  } finally {
    await opened.close();
    await browser.close();
  }
});
