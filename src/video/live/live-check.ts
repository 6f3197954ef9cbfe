import type { Box } from '../../geometry/box.js';
import type { VideoFrame } from '../../platform/video-port.js';
import { VerificationError } from '../../redact/check-redaction.js';
import { distanceBehind, TOLERANCE } from '../frame-distance.js';
import { type PaintSettings, placeMasks } from '../paint.js';
import { colorsOf, samplesOf } from '../plane-colors.js';

const UPRIGHT = { rotation: 0, flip: false } as const;

/** What a frame was covered with: boxes of faces, or all of it. */
export type Covered = readonly Box[] | 'whole';

/** Looks whether each mask is in what was coded: what goes to a pipe or to another stream cannot be looked at later. */
export class LiveCheck {
  readonly #expected = new Map<number, Covered>();

  constructor(
    private readonly name: string,
    private readonly settings: PaintSettings,
  ) {}

  /** Says what the frame of a time was covered with, before it is looked at. */
  expect(time: number, covered: Covered): void {
    this.#expected.set(time, covered);
  }

  /** @throws VerificationError where the frame does not show what it was covered with */
  look(frame: VideoFrame): void {
    const covered = this.#expected.get(frame.timestamp);
    if (covered === undefined) this.#fail(`has a frame at ${frame.timestamp} s that was not written`);
    else this.#lookAt(frame, covered);
    this.#expected.delete(frame.timestamp);
  }

  /** @throws VerificationError where frames did not come */
  end(): void {
    if (this.#expected.size > 0) this.#fail(`lacks ${this.#expected.size} frames`);
  }

  #lookAt(frame: VideoFrame, covered: Covered): void {
    const at = `at ${frame.timestamp.toFixed(2)} s`;
    if (covered === 'whole') {
      const whole = { shape: 'box', box: { x: 0, y: 0, width: frame.width, height: frame.height } } as const;
      if (!(distanceBehind(frame, whole, brightnessOf([0, 0, 0], frame)) <= TOLERANCE)) this.#fail(`is not dark ${at}`);
      return;
    }
    // What a mosaic or a blur makes of a face is not known without the face.
    if (this.settings.with !== 'solid') return;
    const brightness = brightnessOf(this.settings.rgb, frame);
    for (const { mask } of placeMasks(covered, frame, UPRIGHT, this.settings)) {
      if (distanceBehind(frame, mask, brightness) <= TOLERANCE) continue;
      const { x, y } = mask.box;
      this.#fail(`does not hide what is at ${Math.round(x)},${Math.round(y)} ${at}`);
    }
  }

  #fail(what: string): never {
    throw new VerificationError(
      `${this.name}: the redacted video ${what}, so it goes no further. Try a higher --quality.`,
    );
  }
}

function brightnessOf(rgb: readonly [number, number, number], frame: VideoFrame): number {
  return samplesOf(rgb, colorsOf(frame))[0];
}
