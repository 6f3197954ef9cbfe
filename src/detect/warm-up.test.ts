import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Detector } from './detector.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';

/** Counts its runs, each of which lets other work in, as those of a page do. */
class Counting extends BrightRectangles {
  runs = 0;

  override async propose(...call: Parameters<BrightRectangles['propose']>) {
    this.runs += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return await super.propose(...call);
  }
}

test('a detector runs its network while nobody waits, once, and leaves off when a photo comes', async () => {
  const idle = new Counting();
  const warm = new Detector(idle);
  await warm.warmUp();
  const all = idle.runs;
  assert.ok(all > 1, `${all} runs`);
  await warm.warmUp();
  assert.equal(idle.runs, all);

  const busy = new Counting();
  const detector = new Detector(busy);
  const warming = detector.warmUp();
  const { faces } = await detector.detect(paintRectangles(200, 100, [{ x: 40, y: 30, width: 12, height: 16 }]));
  await warming;
  assert.equal(faces.length, 1);
  assert.ok(busy.runs < all, `${busy.runs} runs of ${all}`);
  await detector.dispose();
  await detector.warmUp();
});

test('a signal ends it without an error, and a detector is disposed of only after the run under way', async () => {
  const network = new Counting();
  const detector = new Detector(network);
  await detector.warmUp({ signal: AbortSignal.abort() });
  assert.equal(network.runs, 0);
  let ended = false;
  const other = new Detector(new Counting());
  const warming = other.warmUp().then(() => {
    ended = true;
  });
  await other.dispose();
  assert.ok(ended);
  await warming;
});
