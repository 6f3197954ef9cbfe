import type { Judge, Judgements } from './judge.js';

/** Shows a second stage each region and its mirror image, and gives the mean of what it says of both. */
export class MirroredJudge implements Judge {
  readonly side: number;
  readonly context: number;

  constructor(private readonly inner: Judge) {
    this.side = inner.side;
    this.context = inner.context;
  }

  async judge(regions: Float32Array, count: number): Promise<Judgements> {
    // The next run may overwrite what the first one said.
    const { faces, boxes } = copy(await this.inner.judge(regions, count));
    const mirrored = await this.inner.judge(mirror(regions, this.side), count);
    faces.forEach((score, index) => {
      faces[index] = (score + mirrored.faces[index]!) / 2;
    });
    // There the way to a face's centre is the other one.
    boxes?.forEach((value, index) => {
      boxes[index] = (value + (index % 4 === 0 ? -1 : 1) * mirrored.boxes![index]!) / 2;
    });
    return boxes ? { faces, boxes } : { faces };
  }

  async dispose(): Promise<void> {
    await this.inner.dispose();
  }
}

function copy({ faces, boxes }: Judgements): Judgements {
  return { faces: faces.slice(), ...(boxes && { boxes: boxes.slice() }) };
}

/** Planes of `side` pixels a row, left to right. */
function mirror(regions: Float32Array, side: number): Float32Array {
  const mirrored = new Float32Array(regions.length);
  for (let start = 0; start < regions.length; start += side)
    mirrored.set(regions.subarray(start, start + side).toReversed(), start);
  return mirrored;
}
