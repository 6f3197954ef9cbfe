import { join } from 'node:path';
import { createDetector } from '../../src/detect/detector.js';
import { loadPeer } from '../../src/label/peer.js';
import { placeScaled } from '../../src/label/placement.js';
import { yunet } from '../../src/label/yunet.js';
import type { Detect } from './scenes.js';

/** Both are run at this threshold, lower than tracks are made at: so each frame by itself can mask as much as tracks do. */
const FLOOR = 0.02;

/** A detector's name in the tables. */
export const FARFACE = 'farface';
export const YUNET = 'YuNet-n';

/** Both detectors; of YuNet-n its own scores, whatever they mean. */
export async function openDetectors(
  peers: string,
): Promise<{ detectors: Map<string, Detect>; close(): Promise<void> }> {
  const detector = await createDetector({ threads: 1 });
  const advice = "Give the folder of the peers' ONNX files with --peers.";
  const peer = await loadPeer(yunet, join(peers, yunet.file), { advice, threads: 1, spinning: false });
  const multiple = 'multiple' in yunet.input ? yunet.input.multiple : 32;
  const detectors = new Map<string, Detect>([
    [FARFACE, async (image) => (await detector.detect(image, { threshold: FLOOR })).faces],
    [
      YUNET,
      async (image) => {
        const faces = await peer.look(image, placeScaled(image, 1, multiple));
        return faces.filter(({ score }) => score >= FLOOR);
      },
    ],
  ]);
  return {
    detectors,
    close: async () => {
      await detector.dispose();
      await peer.dispose();
    },
  };
}
