import { fileURLToPath } from 'node:url';
import { createDetector } from '../../src/detect/detector.js';
import type { DetectorOptions } from '../../src/detect/options.js';
import { verificationFileOf } from '../../src/detect/verification-file.js';
import { EVALUATION_THRESHOLD } from '../../src/evaluate/threshold.js';
import { rescale as rescaleBox } from '../../src/geometry/box.js';
import { SUPPRESSION_IOU } from '../../src/label/peer.js';
import { rescale } from '../../src/label/placement.js';
import type { Contestant } from './contestant.js';

/** Generator and discriminator trained against each other, of which the package has the generator alone. */
const GAN = fileURLToPath(new URL('../../weights/gan.safetensors', import.meta.url));

/**
 * farface as `farface evaluate` runs it, with the overlap for suppression that everyone has. Its scores of background lie
 * higher than the peers', so that their 0.02 would keep ten thousand boxes a photo, which cost time and change no AP.
 */
export const farfaceContestants: readonly Contestant[] = [
  contestant('farface, proposals', 'native', 1, { verify: false }),
  contestant('farface, proposals', '×2', 2, { verify: false }),
  // Both stages, where weights of the second ship.
  ...(verificationFileOf({}) === undefined
    ? []
    : [
        contestant('farface', 'native', 1),
        contestant('farface, GAN', 'native', 1, { verificationWeights: GAN }),
        contestant('farface, mirror', 'native', 1, { mirror: true }),
        contestant('farface', '×2', 2),
      ]),
];

function contestant(name: string, input: string, scale: number, options: DetectorOptions = {}): Contestant {
  return {
    name,
    input,
    ours: true,
    async prepare({ threads, weights }) {
      const detector = await createDetector({
        ...options,
        threads,
        ...(weights !== undefined && { weights }),
        threshold: EVALUATION_THRESHOLD,
        nms: SUPPRESSION_IOU,
      });
      return {
        async detect(image) {
          const { faces } = await detector.detect(await rescale(image, scale));
          return faces.map((face) => ({ ...face, box: rescaleBox(face.box, 1 / scale) }));
        },
        dispose: () => detector.dispose(),
      };
    },
  };
}
