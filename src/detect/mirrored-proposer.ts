import type { ProposalMap } from './proposals.js';
import type { Proposer } from './proposer.js';

const CHANNELS = 3;

/**
 * Shows a network the photo and its mirror image, and gives the mean of what it says of both: test-time augmentation. What it
 * finds in a photo's mirror image is the mirror image of what it finds in the photo.
 */
export class MirroredProposer implements Proposer {
  constructor(private readonly proposer: Proposer) {}

  async propose(pixels: Uint8Array, width: number, height: number): Promise<ProposalMap[]> {
    // The next run may overwrite the maps.
    const maps = (await this.proposer.propose(pixels, width, height)).map(copy);
    const mirrored = await this.proposer.propose(mirror(pixels, width), width, height);
    maps.forEach((map, index) => {
      average(map, mirrored[index]!);
    });
    return maps;
  }

  async dispose(): Promise<void> {
    await this.proposer.dispose();
  }
}

function copy(map: ProposalMap): ProposalMap {
  return { ...map, scores: map.scores.slice(), boxes: map.boxes.slice() };
}

/** Pixels of RGB `[height, width, 3]`, left to right. */
function mirror(pixels: Uint8Array, width: number): Uint8Array {
  const mirrored = new Uint8Array(pixels.length);
  for (let start = 0; start < pixels.length; start += width * CHANNELS) {
    let to = start + width * CHANNELS;
    for (let from = start; from < start + width * CHANNELS; from += CHANNELS) {
      to -= CHANNELS;
      mirrored[to] = pixels[from]!;
      mirrored[to + 1] = pixels[from + 1]!;
      mirrored[to + 2] = pixels[from + 2]!;
    }
  }
  return mirrored;
}

/** Takes what was said of the mirror image into the mean, cell by cell; there the way to a face's centre is the other one. */
function average({ rows, columns, scores, boxes }: ProposalMap, mirrored: ProposalMap): void {
  const cells = rows * columns;
  for (let row = 0; row < cells; row += columns) {
    for (let column = 0; column < columns; column += 1) {
      const cell = row + column;
      const other = row + columns - 1 - column;
      scores[cell] = (scores[cell]! + mirrored.scores[other]!) / 2;
      for (let start = 0; start < boxes.length; start += cells) {
        const sign = start === 0 ? -1 : 1;
        boxes[start + cell] = (boxes[start + cell]! + sign * mirrored.boxes[start + other]!) / 2;
      }
    }
  }
}
