import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frame } from '../../image/photo.js';
import { pixelOf } from '../../redact/color.js';
import { Cover } from '../../redact/cover.js';
import { HIDING } from '../../redact/defaults.js';
import { coversOf } from './covers.js';

// What Node lacks of a page.
class Picture {
  readonly data: Uint8ClampedArray;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(4 * width * height);
  }
}
Object.assign(globalThis, { ImageData: Picture });

const [width, height] = [64, 48];
const samplesOf = (channels: number) =>
  Uint8Array.from({ length: width * height * channels }, (_, at) => ((at * 7919) % 251) + 4);

for (const channels of [3, 4] as const) {
  test(`what is shown over a photo of ${channels} channels is what is saved, and the photo stays as it is`, () => {
    const layout = { color: 'rgb', channels, hasAlpha: channels === 4, bits: 8 } as const;
    const regions = [
      { box: { x: 10.5, y: 8, width: 9, height: 12 }, round: 0 },
      { box: { x: 14, y: 12, width: 16, height: 20 }, round: 1 },
      { box: { x: 500, y: 500, width: 5, height: 5 }, round: 0 },
    ];
    for (const hiding of HIDING) {
      const look = { with: hiding, shape: 'ellipse', scale: 1.3 } as const;
      const frame = new Frame(width, height, layout, samplesOf(channels));
      const covers = coversOf(frame, regions, look);
      assert.deepEqual(frame.samples, samplesOf(channels));
      assert.equal(covers[2], undefined);

      const saved = new Frame(width, height, layout, samplesOf(channels));
      new Cover(saved, { ...look, strength: 0.3 }, pixelOf('black', layout)).hide(regions);
      for (const { x, y, image } of covers.slice(0, 2).map((cover) => cover!)) {
        for (let at = 0; at < image.data.length; at += 4) {
          if (image.data[at + 3] === 0) continue;
          const place = channels * ((y + Math.floor(at / 4 / image.width)) * width + x + ((at / 4) % image.width));
          assert.deepEqual(
            [...image.data.subarray(at, at + channels)],
            [...saved.samples.subarray(place, place + channels)],
          );
          frame.samples.set(saved.samples.subarray(place, place + channels), place);
        }
      }
      assert.deepEqual(frame.samples, saved.samples, `${hiding}: all that is hidden is shown so`);
    }
  });
}
