import { platform } from '#platform';
import { DEFAULT_ENLARGER } from '../detect/enlargers.js';
import { SHIPPED_WEIGHTS } from '../detect/load-proposer.js';
import { DETECT_DEFAULTS, type DetectorOptions } from '../detect/options.js';
import { precisionHere } from '../detect/precision.js';
import { verificationFileOf } from '../detect/verification-file.js';
import { fingerprint } from './weights-hash.js';

/** What results depend on besides photos and the settings of the search: which networks, told by their weights, and how they look. */
export async function modelSettings({
  weights,
  mirror,
  zoom,
  zoomBy = DEFAULT_ENLARGER,
  maxCandidates = DETECT_DEFAULTS.maxCandidates,
  verify,
  verificationWeights,
  precision,
  device,
}: DetectorOptions): Promise<Record<string, string | number | boolean>> {
  const verification = verificationFileOf({ weights, verify, verificationWeights });
  return {
    weights: await fingerprint(weights ?? SHIPPED_WEIGHTS),
    precision: await precisionHere(precision, device),
    ...(mirror && { mirror }),
    ...(zoom !== undefined && { zoom, zoomBy }),
    ...(zoom !== undefined &&
      zoomBy === 'generator' && { generator: await fingerprint(platform.shippedWeights('generator')) }),
    ...(verification !== undefined && { verification: await fingerprint(verification), maxCandidates }),
  };
}
