import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXEL_FORMATS, type PixelFormat, planeSizes } from '../image/pixel-format.js';
import type { Scan, VideoColor, VideoFrame } from '../platform/video-port.js';
import { maskOver, spansOf } from '../redact/mask.js';
import { paint, placeMasks, spansIn } from './paint.js';
import { colorsOf, samplesOf } from './plane-colors.js';
import { toImage } from './to-image.js';

const WIDTH = 21;
const HEIGHT = 19;
const UPRIGHT = { rotation: 0, flip: false } as const;
const SOLID = { with: 'solid', shape: 'ellipse', scale: 1.3, strength: 0.3, rgb: [0, 0, 0] } as const;

function frameOf(format: PixelFormat, color: VideoColor = {}, scan: Scan = 'progressive'): VideoFrame {
  const wide = PIXEL_FORMATS[format].bits > 8;
  const planes = planeSizes(format, WIDTH, HEIGHT).map(({ width, height }) => {
    const stride = width + 5;
    const data = (wide ? new Uint16Array(stride * height) : new Uint8Array(stride * height)).fill(77);
    return { data, stride };
  });
  return { format, width: WIDTH, height: HEIGHT, planes, timestamp: 0, color, scan, close: () => {} };
}

test('every sample that stands for a masked pixel is painted, and nothing beyond the row', () => {
  for (const format of Object.keys(PIXEL_FORMATS) as PixelFormat[]) {
    const frame = frameOf(format);
    const { across, down, interleaved } = PIXEL_FORMATS[format];
    const boxes = [
      { x: 3, y: 4, width: 5, height: 6 },
      { x: 16, y: 14, width: 9, height: 9 },
    ];
    paint(frame, placeMasks(boxes, frame, UPRIGHT, SOLID), SOLID);
    const black = samplesOf([0, 0, 0], colorsOf(frame));
    const masks = boxes.map((box) => maskOver(box, 'ellipse', 1.3));
    for (const { y, from, to } of masks.flatMap((mask) => spansOf(mask, WIDTH, HEIGHT))) {
      for (let x = from; x < to; x++) {
        assert.equal(frame.planes[0]!.data[y * frame.planes[0]!.stride + x], black[0], format);
        for (const [plane, at] of (interleaved
          ? [[1, 2 * (x >> 1)]]
          : [
              [1, Math.floor(x / across)],
              [2, Math.floor(x / across)],
            ]) as [number, number][]) {
          const { data, stride } = frame.planes[plane]!;
          assert.equal(data[Math.floor(y / down) * stride + at], black[plane], `${format} ${plane}`);
        }
      }
    }
    for (const [index, { width, height }] of planeSizes(format, WIDTH, HEIGHT).entries()) {
      const { data, stride } = frame.planes[index]!;
      for (let y = 0; y < height; y++)
        assert.ok(data.subarray(y * stride + width, (y + 1) * stride).every((value) => value === 77));
      assert.equal(data[0], 77);
    }
  }
});

test('of two fields the colour of both is painted', () => {
  const frame = frameOf('I420', {}, 'upper first');
  const rows = spansIn(frame, 1, { shape: 'box', box: { x: 4, y: 5, width: 4, height: 1 } }).map(({ y }) => y);
  assert.deepEqual(rows, [2, 3]);
});

test('colours come out of the planes as they went in: ranges, matrices and depths', () => {
  const colours = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 1, 1],
    [0, 0, 0],
    [0.25, 0.5, 0.75],
  ] as const;
  for (const format of ['I420', 'I444P10', 'I422P12', 'NV12'] as const) {
    for (const matrix of ['bt709', 'smpte170m', 'bt2020-ncl']) {
      for (const fullRange of [false, true]) {
        for (const rgb of colours) {
          const frame = frameOf(format, { matrix, fullRange });
          const settings = { ...SOLID, shape: 'box', rgb } as const;
          paint(frame, placeMasks([{ x: 0, y: 0, width: WIDTH, height: HEIGHT }], frame, UPRIGHT, settings), settings);
          const { data } = toImage(frame);
          for (const [channel, value] of rgb.entries())
            assert.ok(
              Math.abs(data[channel]! - 255 * value) <= 3,
              `${format} ${matrix} ${fullRange} ${rgb}: ${data.subarray(0, 3)}`,
            );
        }
      }
    }
  }
});

test('mosaic and blur leave less than they found, in every plane', () => {
  for (const hiding of ['mosaic', 'blur'] as const) {
    const frame = frameOf('I420');
    for (const { data } of frame.planes) for (let at = 0; at < data.length; at++) data[at] = at % 2 ? 200 : 40;
    const settings = { ...SOLID, with: hiding, shape: 'box', strength: 1 } as const;
    paint(frame, placeMasks([{ x: 2, y: 2, width: 12, height: 12 }], frame, UPRIGHT, settings), settings);
    for (const [index, { data, stride }] of frame.planes.entries()) {
      const at = index === 0 ? 8 : 4;
      assert.ok(Math.abs(data[at * stride + at]! - data[at * stride + at + 1]!) < 60, `${hiding} ${index}`);
    }
  }
});
