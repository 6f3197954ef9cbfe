/** What something costs and what it is worth. */
export interface Offer {
  readonly cost: number;
  readonly value: number;
}

/** The offers that no other beats: none that costs no more is worth more, or costs less for the same. Cheapest first. */
export function paretoFront<T extends Offer>(offers: readonly T[]): T[] {
  const front: T[] = [];
  for (const offer of [...offers].sort((a, b) => a.cost - b.cost || b.value - a.value)) {
    if (front.length === 0 || offer.value > front.at(-1)!.value) front.push(offer);
  }
  return front;
}
