import type { ShippedWeights } from './port.js';

/**
 * Beside `src` in the repository and beside `dist` in the package. Written out, because bundlers look for just this form:
 * they copy the three files beside the bundle, and put their new addresses here. Nothing is loaded before it is needed.
 */
export const SHIPPED_WEIGHTS: Readonly<Record<ShippedWeights, URL>> = {
  proposals: new URL('../../weights/proposals.safetensors', import.meta.url),
  verification: new URL('../../weights/verification.safetensors', import.meta.url),
  generator: new URL('../../weights/generator.safetensors', import.meta.url),
};
