import type { RegionVerifications, RegionVerifier } from '../region-verifier.js';

/** A second stage to whom the share of white in a region is the probability of a face. It sees the box alone. */
export class WhiteRegionVerifier implements RegionVerifier {
  readonly side = 16;
  readonly context = 1;
  /** How many regions each call brought. */
  readonly batches: number[] = [];
  disposed = false;

  async verify(regions: Uint8Array, count: number): Promise<RegionVerifications> {
    this.batches.push(count);
    const length = regions.length / count;
    const faces = Float32Array.from({ length: count }, (_, index) => {
      const region = regions.subarray(index * length, (index + 1) * length);
      return region.reduce((sum, value) => sum + value / 255, 0) / length;
    });
    return { faces };
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}
