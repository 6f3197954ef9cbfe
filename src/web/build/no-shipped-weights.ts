const none = { href: 'weights that the page does not have' };

/** Stands in for the addresses of the weights that ship with farface: the page hands its detector weights as bytes. */
export const SHIPPED_WEIGHTS = { proposals: none, verification: none, generator: none };
