import type { ShippedWeights } from '../port.js';

/**
 * Beside `src` in the repository and beside `dist` in the package. Written out, because bundlers look for just this form:
 * they copy the three files beside the bundle, and put their new addresses here. Nothing is loaded before it is needed.
 */
const ADDRESSES: Readonly<Record<ShippedWeights, string>> = {
  proposals: new URL('../../../weights/proposals.safetensors', import.meta.url).href,
  verification: new URL('../../../weights/verification.safetensors', import.meta.url).href,
  generator: new URL('../../../weights/generator.safetensors', import.meta.url).href,
};

export function shippedWeights(name: ShippedWeights): string {
  return ADDRESSES[name];
}
