import type { Samples } from '../image/samples.js';
import type { VideoFrame } from '../platform/video-port.js';
import type { Mask, Span } from '../redact/mask.js';
import type { Fail } from './failing.js';
import { distanceBehind, distanceIn, gather, rowsOf, TOLERANCE } from './frame-distance.js';
import { type PaintSettings, type PlacedMask, spansIn } from './paint.js';
import { colorsOf, samplesOf } from './plane-colors.js';

/** Seconds that times may differ by, which a codec gives back as they were. */
const NEAR = 1e-6;

/** What a frame of a result must show: of its brightness, rows all over it, and all that is behind masks. */
interface ExpectedFrame extends Pick<VideoFrame, 'timestamp' | 'width' | 'height' | 'format'> {
  readonly rows: Samples;
  readonly masks: readonly Mask[];
  /** What is to be seen behind each; one brightness where masks are of one colour. */
  readonly behind: readonly Samples[] | number;
}

/**
 * What is kept of painted frames until they are coded and decoded again, and whether they show it then: the mask behind each mask,
 * elsewhere the picture that was looked at.
 */
export class ExpectedFrames {
  readonly #expected: ExpectedFrame[] = [];
  /** New memory for each frame costs more than filling it. */
  readonly #free: Samples[] = [];
  #rows: Span[] = [];
  #number = 0;

  constructor(
    private readonly settings: PaintSettings,
    private readonly fail: Fail,
  ) {}

  /** Notes what a painted frame shows; in the order in which they are shown. */
  add(frame: VideoFrame, placed: readonly PlacedMask[]): void {
    const { timestamp, width, height, format, planes } = frame;
    const { with: hiding, rgb } = this.settings;
    const masks = placed.map(({ mask }) => mask);
    this.#expected.push({
      ...{ timestamp, width, height, format, masks },
      rows: gather(planes[0]!, this.#rowsOf(frame), this.#free.pop()),
      behind:
        hiding === 'solid'
          ? samplesOf(rgb, colorsOf(frame))[0]
          : masks.map((mask) => gather(planes[0]!, spansIn(frame, 0, mask))),
    });
  }

  /** Compares the next frame that was decoded; throws what `fail` does. */
  check(frame: VideoFrame): void {
    const wanted = this.#expected.shift() ?? this.fail('has more frames than the source');
    const where = `in frame ${this.#number}`;
    if (wanted.width !== frame.width || wanted.height !== frame.height || wanted.format !== frame.format)
      this.fail(
        `is ${frame.width} × ${frame.height} ${frame.format} ${where}, not ${wanted.width} × ${wanted.height} ${wanted.format}`,
      );
    if (!(Math.abs(wanted.timestamp - frame.timestamp) <= NEAR))
      this.fail(`shows frame ${this.#number} at ${frame.timestamp} s instead of ${wanted.timestamp} s`);
    if (!(distanceIn(frame, this.#rowsOf(frame), wanted.rows) <= 2 * TOLERANCE))
      this.fail(`is not the picture that was looked at ${where}`);
    for (const [index, mask] of wanted.masks.entries()) {
      if (distanceOf(frame, mask, wanted.behind, index) <= TOLERANCE) continue;
      this.fail(`does not hide what is at ${Math.round(mask.box.x)},${Math.round(mask.box.y)} ${where}`);
    }
    this.#free.push(wanted.rows);
    this.#number += 1;
  }

  /** Says that no more frames come; throws what `fail` does where one did not. */
  end(): void {
    if (this.#expected.length > 0) this.fail('has fewer frames than the source');
  }

  #rowsOf(frame: VideoFrame): readonly Span[] {
    const { width, height } = frame;
    if (this.#rows.at(-1)?.to !== width || this.#rows.length !== rowsOf({ width: 0, height }).length)
      this.#rows = rowsOf(frame);
    return this.#rows;
  }
}

/** How far a frame is from what a mask is to show; 0 where it lies outside the picture. */
function distanceOf(frame: VideoFrame, mask: Mask, behind: ExpectedFrame['behind'], index: number): number {
  if (typeof behind === 'number') return distanceBehind(frame, mask, behind);
  const spans = spansIn(frame, 0, mask);
  return spans.length === 0 ? 0 : distanceIn(frame, spans, behind[index]!);
}
