import { open } from 'node:fs/promises';
import { FilePathSource } from 'mediabunny';
import { videoCodecs } from './src/platform/node/video/index.js';
import { checkVideo } from './src/video/check-video.js';
import { detectVideo } from './src/video/detect-video.js';
import { openVideo } from './src/video/open-video.js';
import { redactVideo } from './src/video/redact-video.js';

const [, , file, which, out] = process.argv as any;
const codecs = await videoCodecs(which);
const v = await openVideo(new FilePathSource(file), file);
console.log(
  v.container,
  v.stream.codec,
  v.width,
  v.height,
  v.frames,
  v.frameRate.toFixed(3),
  v.timeScale,
  JSON.stringify(v.orientation),
  JSON.stringify(v.pixelAspect),
  v.leftOut,
);
let t = performance.now();
let n = 0;
for await (const l of detectVideo(v, codecs, {
  detect: async (image) => {
    if (image.width !== v.width) throw new Error('size');
    return [];
  },
}))
  n++;
console.log('pass1', n, Math.round(performance.now() - t));
t = performance.now();
const regions = (f: number) => [
  { x: 20 + f, y: 20, width: 24, height: 30 },
  { x: v.width - 40, y: v.height - 40, width: 9, height: 11 },
];
const h = await open(out, 'w+');
const w = await redactVideo(
  v,
  codecs,
  {
    write: async (d, p) => {
      await h.write(d, 0, d.length, p);
    },
  },
  { regions },
);
await h.close();
console.log('pass2', JSON.stringify(w), Math.round(performance.now() - t));
t = performance.now();
const r = await openVideo(new FilePathSource(out), out);
await checkVideo(v, r, codecs, { regions });
console.log('check', Math.round(performance.now() - t), 'ms rss', Math.round(process.memoryUsage().rss / 2 ** 20));
v.close();
r.close();
