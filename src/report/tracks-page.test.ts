import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TracksReader } from '../formats/tracks-lines.js';
import type { Track } from '../tracks/track.js';
import { tracksPage } from './tracks-page.js';

const track = (id: number, confidence: number, hidden: boolean): Track => ({
  ...{ id, confidence, hidden },
  boxes: [10, 11, 12].map((frame) => ({
    ...{ frame, box: { x: id, y: 5, width: 8, height: 9 } },
    origin: frame === 11 ? 'between' : 'detected',
  })),
});
const tracks = [
  track(1, 0.9, true),
  track(2, 0.12, false),
  track(3, 0.3, false),
  track(4, 0.4, true),
  track(5, 0.8, false),
];
const page = tracksPage({
  ...{ video: '</script><b>.mp4', width: 64, height: 36, frames: 100, tracks, threshold: 0.35 },
  times: Array.from({ length: 100 }, (_, frame) => frame / 25),
  shown: tracks.map((one) => ({ track: one, picture: 'data:image/jpeg;base64,AAAA' })),
});

test('the unsure come first, the likeliest at the top, then the least sure of those that are hidden', () => {
  const order = [...page.matchAll(/data-track="(\d+)"/g)].map(([, id]) => Number(id));
  assert.deepEqual(order, [3, 2, 4, 5, 1]);
  assert.equal([...page.matchAll(/type="checkbox" checked/g)].length, 2);
});

test('a bar lies where its frames do', () => {
  const bars = [...page.matchAll(/<i class="(\w+)" style="left:([\d.]+)%;width:([\d.]+)%"/g)].slice(0, 3);
  assert.deepEqual(
    bars.map(([, kind, left, width]) => [kind, left, width]),
    [
      ['seen', '10.00', '1.00'],
      ['filled', '11.00', '1.00'],
      ['seen', '12.00', '1.00'],
    ],
  );
});

test('whatever the video is called, the page holds the file of tracks, and nothing ends its script early', () => {
  assert.ok(!page.includes('</script><b>'));
  const data = /id="data"[^>]*>([^<]*)<\/script>/.exec(page)![1]!;
  const lines: string[] = JSON.parse(data);
  const reader = new TracksReader('page');
  for (const [index, line] of lines.entries()) reader.add(line, index + 1);
  const read = reader.end();
  assert.equal(read.video, '</script><b>.mp4');
  assert.deepEqual(read.tracks, tracks);
});
