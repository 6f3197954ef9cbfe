import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDetector } from '../detect/detector.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { openPage, WEIGHTS } from './testing/open-page.js';

/** A graphics processor that a program imitates, which Chromium brings along. */
const SWIFTSHADER = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--ignore-gpu-blocklist',
];

test('on WebGPU a page finds the faces that the CPU finds', { timeout: 300_000 }, async (t) => {
  const browser = await openBrowser(SWIFTSHADER);
  if (!browser) return t.skip(NO_BROWSER);
  const opened = await openPage(browser);
  try {
    const found = await opened.page.evaluate(
      async ({ url, weights }) => {
        const adapter = await (
          navigator as { gpu?: { requestAdapter(): Promise<object | null> } }
        ).gpu?.requestAdapter();
        if (!adapter) return undefined;
        const { createDetector } = await import(`${url}index.js`);
        const canvas = new OffscreenCanvas(128, 96);
        const photo = await (await fetch('/portraits.jpg')).blob();
        canvas.getContext('2d')!.drawImage(await createImageBitmap(photo, 60, 60, 128, 96), 0, 0);
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, 128, 96);
        const pixels = data.filter((_, at) => at % 4 !== 3);
        const image = { width: 128, height: 96, data: Uint8Array.from(pixels) };
        // Not a real one: `auto` leaves it alone, and whoever asks for it by name gets it.
        const plain = await createDetector({ ...weights });
        const onCpu = await plain.detect(image);
        const detector = await createDetector({ ...weights, device: 'webgpu' });
        const { faces } = await detector.detect(image);
        return { faces, pixels: [...pixels], onCpu: onCpu.faces };
      },
      { url: opened.url, weights: WEIGHTS },
    );
    if (!found) return t.skip('this Chromium has no WebGPU, nor a program that imitates it');
    const image = { width: 128, height: 96, data: Uint8Array.from(found.pixels) };
    for (const [precision, faces] of [
      ['float32', found.faces],
      ['auto', found.onCpu],
    ] as const) {
      const detector = await createDetector({ precision });
      const expected = await detector.detect(image);
      await detector.dispose();
      assert.ok(expected.faces.length > 2);
      assert.equal(faces.length, expected.faces.length, precision);
      for (const [index, { box, score }] of expected.faces.entries()) {
        const off = Math.abs(faces[index].box.x - box.x);
        assert.ok(off < 0.05 && Math.abs(faces[index].score - score) < 1e-3, `${precision}: ${off} pixels`);
      }
    }
  } finally {
    await opened.close();
    await browser.close();
  }
});
