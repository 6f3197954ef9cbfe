/** Stands in for the addresses of the weights that ship with farface: the page hands its detector weights as bytes. */
export const SHIPPED_WEIGHTS = {};
