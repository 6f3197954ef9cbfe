/** A point of a figure, in its units. */
export type Point = readonly [x: number, y: number];

/** Markers keep this distance from each other, so that they never touch. */
const APART = 17;
/** And, where they can, this one from other curves, so that it is clear which one they are on. */
const CLEAR = 9;

/**
 * A place for a marker on each line: as near to its end as the markers before it and the other lines allow, or its end
 * where there is no room.
 */
export function placeMarkers(lines: readonly (readonly Point[])[]): Point[] {
  const places: Point[] = [];
  for (const line of lines) {
    const others = lines.filter((other) => other !== line);
    const free = line.filter((point) => places.every((place) => distance(place, point) >= APART));
    const clear = free.findLast((point) => others.every((other) => other.every((at) => distance(at, point) >= CLEAR)));
    places.push(clear ?? free.at(-1) ?? line.at(-1)!);
  }
  return places;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
