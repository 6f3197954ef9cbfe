import type { ShippedWeights } from '../../platform/port.js';

/** Stands in for the addresses of the weights that ship with farface: the page hands its detector weights as bytes. */
export function shippedWeights(name: ShippedWeights): string {
  return `${name}, which the page does not have`;
}
