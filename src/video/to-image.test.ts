import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXEL_FORMATS, type PixelFormat, planeSizes } from '../image/pixel-format.js';
import type { VideoColor, VideoFrame } from '../platform/video-port.js';
import { createRandom } from '../random/random.js';
import { cameraBetween } from '../tracks/camera.js';
import { thumbnailOf } from '../tracks/thumbnail.js';
import { placesOf } from './orientation.js';
import { colorsOf } from './plane-colors.js';
import { toImage } from './to-image.js';
import { uprightThumbnail } from './watch-camera.js';

/** Planes of whatever samples, rows longer than the picture. */
function noisy(format: PixelFormat, width: number, height: number, color: VideoColor = {}): VideoFrame {
  const random = createRandom(5);
  const { bits } = PIXEL_FORMATS[format];
  const planes = planeSizes(format, width, height).map((size) => {
    const stride = size.width + 3;
    const samples = Array.from({ length: stride * size.height }, () => Math.floor(random() * 2 ** bits));
    return { data: bits > 8 ? Uint16Array.from(samples) : Uint8Array.from(samples), stride };
  });
  return { format, width, height, planes, timestamp: 0, color, scan: 'progressive', close: () => {} };
}

/** ITU-R BT.601's equations as they stand there, a pixel at a time. */
function byTheBook(frame: VideoFrame, x: number, y: number): [number, number, number] {
  const { across, down, interleaved } = PIXEL_FORMATS[frame.format];
  const { red, blue, black, white, grey, reach } = colorsOf(frame);
  const [luma, first, second] = frame.planes;
  const at = Math.floor(x / across) * (interleaved ? 2 : 1);
  const row = Math.floor(y / down);
  const u = first!.data[row * first!.stride + at]!;
  const v = interleaved ? first!.data[row * first!.stride + at + 1]! : second!.data[row * second!.stride + at]!;
  const light = (luma!.data[y * luma!.stride + x]! - black) / (white - black);
  const r = light + ((1 - red) * (v - grey)) / reach;
  const b = light + ((1 - blue) * (u - grey)) / reach;
  const g = (light - red * r - blue * b) / (1 - red - blue);
  return [r, g, b].map((share) => Math.min(255, Math.max(0, 255 * share))) as [number, number, number];
}

test('each pixel has the colour of its samples, half of one of 255 at most beside it', () => {
  for (const format of Object.keys(PIXEL_FORMATS) as PixelFormat[]) {
    for (const fullRange of [false, true]) {
      const frame = noisy(format, 23, 17, { matrix: 'bt2020-ncl', fullRange });
      const { data } = toImage(frame);
      for (let y = 0; y < 17; y++) {
        for (let x = 0; x < 23; x++) {
          for (const [channel, value] of byTheBook(frame, x, y).entries())
            assert.ok(Math.abs(data[3 * (y * 23 + x) + channel]! - value) < 0.501, `${format} ${x},${y} ${channel}`);
        }
      }
    }
  }
});

test('a picture is turned upright on its way, into memory that is given', () => {
  const frame = noisy('I420', 6, 4);
  const decoded = toImage(frame);
  for (const rotation of [0, 90, 180, 270] as const) {
    for (const flip of [false, true]) {
      const memory = new Uint8Array(6 * 4 * 3).fill(9);
      const image = toImage(frame, { rotation, flip }, memory);
      assert.equal(image.data, memory);
      assert.deepEqual([image.width, image.height], rotation % 180 === 0 ? [6, 4] : [4, 6]);
      const { first, right, below } = placesOf(6, 4, { rotation, flip });
      for (let at = 0; at < 24; at++) {
        const to = first + (at % 6) * right + Math.floor(at / 6) * below;
        assert.deepEqual(image.data.subarray(3 * to, 3 * to + 3), decoded.data.subarray(3 * at, 3 * at + 3));
      }
    }
  }
  assert.notEqual(toImage(frame, undefined, new Uint8Array(5)).data.length, 5, 'memory that is too short is left');
});

/** A coarse pattern, as it is from (x, y) on. */
function patterned(x: number, y: number): VideoFrame {
  const frame = noisy('I420', 480, 320);
  const random = createRandom(3);
  const bumps = Array.from({ length: 60 }, () => [random() * 520, random() * 360, 6 + 14 * random(), 60 * random()]);
  const luma = frame.planes[0]!;
  for (let row = 0; row < 320; row++) {
    for (let column = 0; column < 480; column++) {
      let value = 60;
      for (const [bx, by, wide, high] of bumps as [number, number, number, number][])
        value += high * Math.exp(-((column + x - bx) ** 2 + (row + y - by) ** 2) / (2 * wide * wide));
      luma.data[row * luma.stride + column] = Math.min(235, value);
    }
  }
  for (const { data } of frame.planes.slice(1)) data.fill(128);
  return frame;
}

test('the camera is followed by brightness as by colours, a tenth of a pixel apart at most; turned films alike', () => {
  const [before, after] = [patterned(0, 0), patterned(7, 4)];
  const byColour = (frame: VideoFrame) => {
    return thumbnailOf({ data: toImage(frame).data, stride: 3 * 480, step: 3, offset: 1 }, 480, 320);
  };
  const colours = cameraBetween(byColour(before), byColour(after)).motion!;
  const upright = { rotation: 0, flip: false } as const;
  const own = cameraBetween(uprightThumbnail(before, upright), uprightThumbnail(after, upright)).motion!;
  for (const part of ['x', 'y'] as const) assert.ok(Math.abs(own[part] - colours[part]) < 0.1);
  assert.ok(Math.abs(own.x + 7) < 0.2 && Math.abs(own.y + 4) < 0.2, `${own.x} ${own.y}`);
  // A quarter clockwise: what went up goes right, what went left goes up.
  const quarter = { rotation: 90, flip: false } as const;
  const turned = cameraBetween(uprightThumbnail(before, quarter), uprightThumbnail(after, quarter)).motion!;
  assert.ok(Math.abs(turned.x - 4) < 0.3 && Math.abs(turned.y + 7) < 0.3, `${turned.x} ${turned.y}`);
});
