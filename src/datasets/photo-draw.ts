import type { Random } from '../random/random.js';
import type { AnnotatedPhoto } from './annotations.js';
import { isTarget } from './crop-window.js';

/**
 * Draws photos to make crops of. One with n faces comes √(1 + n) times as often as one without: more often, because
 * there is more to see, but not as often as it has faces, or a few crowds would be all that training sees.
 */
export class PhotoDraw {
  /** The sum of the weights up to and including each photo. */
  readonly #sums: number[] = [];

  constructor(private readonly photos: readonly AnnotatedPhoto[]) {
    let sum = 0;
    for (const { faces } of photos) {
      sum += Math.sqrt(1 + faces.filter(isTarget).length);
      this.#sums.push(sum);
    }
  }

  draw(random: Random): AnnotatedPhoto {
    const wanted = random() * this.#sums.at(-1)!;
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return this.photos[low]!;
  }
}
