import { setTimeout } from 'node:timers/promises';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { redactPhotos } from '../redact-photos.js';

/**
 * `farface redact FOLDER --out OUT --resume MANIFEST` in a process of its own, which a test can kill; faces are white
 * rectangles, and each look takes a moment.
 */
const [folder, out, resume] = process.argv.slice(2) as [string, string, string];
const detector = new Detector(new BrightRectangles());
const detect = detector.detect.bind(detector);
detector.detect = async (...call) => {
  await setTimeout(30);
  return detect(...call);
};
process.exitCode = await redactPhotos([folder], { out, resume, check: true, shape: 'box' }, async () => detector);
