import { Detector } from '../../src/detect/detector.js';
import { BrightRectangles } from '../../src/detect/testing/bright-rectangles.js';
import { messageOf } from '../../src/errors/errors.js';
import { redact } from '../../src/redact/redact.js';
import { hunt } from './hunter.js';
import { FACE, secretPicture } from './marks.js';
import { STORED } from './pictures.js';
import { PLANTS } from './plants.js';

export interface HuntResult {
  combinations: number;
  /** Pictures that could not be redacted: nothing was written. */
  readonly refused: string[];
  /** Pictures in which the hunter does not find what was hidden in them: it is blind there. */
  readonly blind: string[];
  /** Redacted pictures in which it finds the face or the secret. */
  readonly leaks: string[];
}

/** Orientations that a camera writes, and one that mirrors. */
const ORIENTATIONS = [1, 3, 6, 5];

/**
 * Hides a secret in a picture of a face in every way, redacts the face, and looks for both.
 *
 * @param every of the combinations, this one in so many is tried
 */
export async function huntLeaks(every: number, onCombination: () => void = () => {}): Promise<HuntResult> {
  const detector = new Detector(new BrightRectangles());
  const secret = await secretPicture();
  const result: HuntResult = { combinations: 0, refused: [], blind: [], leaks: [] };
  let number = 0;
  for (const { name, format, turned, encode } of STORED) {
    for (const orientation of turned ? ORIENTATIONS : [1]) {
      const picture = await encode(orientation);
      for (const plant of PLANTS.filter(({ formats }) => formats.includes(format))) {
        const keeps = [false, true].filter(() => number++ % every === 0);
        if (keeps.length === 0) continue;
        const file = plant.plant(picture, secret, orientation, format);
        const label = `${name}, orientation ${orientation}, ${plant.name}`;
        const before = await hunt(file, secret);
        if (!before.face || !before.secret) result.blind.push(`${label}: ${JSON.stringify(before)}`);
        for (const keepMetadata of keeps) {
          result.combinations += 1;
          onCombination();
          const kept = `${label}${keepMetadata ? ', metadata kept' : ''}`;
          try {
            const { data } = await redact(file, detector, { only: [FACE], keepMetadata, name: kept });
            const { face, secret: found } = await hunt(Buffer.from(data), secret);
            if (face) result.leaks.push(`${kept}: the face`);
            if (found) result.leaks.push(`${kept}: the secret`);
          } catch (error) {
            result.refused.push(`${kept}: ${messageOf(error)}`);
          }
        }
      }
    }
  }
  await detector.dispose();
  return result;
}
