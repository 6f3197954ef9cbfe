import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_COMBINATION } from './combination.js';
import { SeenRegions } from './seen-regions.js';
import { paintRectangles } from './testing/bright-rectangles.js';
import { WhiteRegionVerifier } from './testing/white-region-verifier.js';
import { type Verification, Verifier } from './verifier.js';

/** Counts the regions that it is asked about. */
class Counting extends WhiteRegionVerifier {
  asked = 0;

  override verify(...call: Parameters<WhiteRegionVerifier['verify']>) {
    this.asked += call[1];
    return super.verify(...call);
  }
}

const everything = { ...DEFAULT_COMBINATION, weight: 1, minProposal: 0, maxProposal: 1 };
const faces = Array.from({ length: 50 }, (_, index) => ({
  box: { x: 12 + 24 * (index % 10), y: 12 + 24 * Math.floor(index / 10), width: 8, height: 8 },
  score: 0.5 + index / 1000,
}));
const white = faces.map(({ box }) => box);

test('looked at again, the second stage is asked only about candidates that show something else', async () => {
  const network = new Counting();
  const verifier = new Verifier(network, everything);
  const seen = new SeenRegions<Verification>();
  const first = await verifier.verify(paintRectangles(300, 200, white), faces, { seen });
  assert.equal(network.asked, 50);
  assert.deepEqual(await verifier.verify(paintRectangles(300, 200, white), faces, { seen }), first);
  assert.equal(network.asked, 50);

  // Two of them are hidden, in two batches; one has moved by less than a pixel.
  const hidden = paintRectangles(300, 200, white.toSpliced(40, 1).toSpliced(7, 1));
  const moved = faces.map((face, index) => (index === 20 ? { ...face, box: { ...face.box, x: 252.4 } } : face));
  const again = await verifier.verify(hidden, moved, { seen });
  assert.equal(network.asked, 53);
  assert.deepEqual(again, await verifier.verify(hidden, moved));
});
