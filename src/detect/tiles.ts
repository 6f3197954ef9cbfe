/** A stretch of one axis: what is looked at, and whose faces count. */
interface Stretch {
  readonly start: number;
  readonly length: number;
  /** Faces with their centre between these belong to the stretch; the ends of the photo are open. */
  readonly from: number;
  readonly to: number;
}

/** A rectangle of a picture that the network sees at once, `width` and `height` multiples of 32. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether a face with this centre, in pixels of the picture, is this tile's to report. */
  owns(centreX: number, centreY: number): boolean;
}

/** The network's coarsest stride: sides of its input are multiples of it. */
export const GRID = 32;

/** How far beyond its own half of an overlap a tile still reports: two tiles place the same face a few pixels apart. */
const SHARED = 32;

/**
 * Covers a picture of `width` × `height` with equal tiles of at most `side`, neighbours sharing at least `overlap`.
 * A face belongs to the tile in which its centre is farthest from an inner border, so one that a border cuts is left
 * to the neighbour, which sees it whole. Tiles reach beyond the picture only where it is smaller than one.
 */
export function tilesOf(width: number, height: number, side: number, overlap: number): Tile[] {
  const columns = stretches(width, side, overlap);
  return stretches(height, side, overlap).flatMap((row) =>
    columns.map((column) => ({
      x: column.start,
      y: row.start,
      width: column.length,
      height: row.length,
      owns: (x: number, y: number) => x >= column.from && x < column.to && y >= row.from && y < row.to,
    })),
  );
}

function stretches(total: number, side: number, overlap: number): Stretch[] {
  const count = total <= side ? 1 : Math.ceil((total - overlap) / (side - overlap));
  const length = roundUp((total + (count - 1) * overlap) / count);
  const starts = Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (total - length)) / (count - 1)),
  );
  // The middle of the overlap of each stretch with the one before it.
  const middles = starts.slice(1).map((start, index) => (starts[index]! + length + start) / 2);
  return starts.map((start, index) => ({
    start,
    length,
    from: (middles[index - 1] ?? Number.NEGATIVE_INFINITY) - SHARED,
    to: (middles[index] ?? Number.POSITIVE_INFINITY) + SHARED,
  }));
}

function roundUp(pixels: number): number {
  return Math.ceil(pixels / GRID) * GRID;
}
