import { createDetector } from '../../src/detect/detector.js';
import type { DetectorOptions } from '../../src/detect/options.js';
import { transform } from '../../src/geometry/box.js';
import { type Contestant, SCORE_THRESHOLD, SUPPRESSION_IOU } from './contestant.js';
import { rescale } from './tensor.js';

/** farface as its users run it, except for the thresholds, which are the same for everyone. */
export const farfaceContestants: readonly Contestant[] = [
  contestant('farface, proposals', 'native', 1),
  contestant('farface, proposals', '×2', 2),
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
        threshold: SCORE_THRESHOLD,
        nms: SUPPRESSION_IOU,
      });
      return {
        async detect(image) {
          const { faces } = await detector.detect(await rescale(image, scale));
          return faces.map((face) => ({ ...face, box: transform(face.box, 1 / scale) }));
        },
        dispose: () => detector.dispose(),
      };
    },
  };
}
