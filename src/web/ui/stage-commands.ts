import { boxBetween } from '../editing/hit.js';
import { fit, panned, showing, toPhoto, zoomed } from '../editing/view.js';
import { add, choose } from '../state/edit.js';
import { announcement } from '../state/store.js';
import { STRINGS } from '../strings.js';
import type { Frame } from './frame.js';

/** CSS pixels: a face is enlarged to this when the keys go to it, and a region that a key adds has this size. */
const FACE = 72;

/** What buttons and keys do to the stage that is on the screen. */
class StageCommands {
  #frame: Frame | undefined;

  /** @returns what detaches it */
  attach(frame: Frame): () => void {
    this.#frame = frame;
    return () => {
      if (this.#frame === frame) this.#frame = undefined;
    };
  }

  zoom(factor: number): void {
    this.#change(({ view, size, room }) => {
      const middle = { x: room.value.width / 2, y: room.value.height / 2 };
      return zoomed(view, factor, middle, size, room.value);
    });
  }

  fit(): void {
    this.#change(({ size, room }) => fit(size, room.value));
  }

  pan(dx: number, dy: number): void {
    this.#change(({ view, size, room }) => panned(view, dx, dy, size, room.value));
  }

  /** Goes to the next or the previous face, and enlarges it where it is too small to judge. After the last comes the whole photo. */
  goToFace(steps: 1 | -1): void {
    const frame = this.#frame;
    if (frame === undefined) return;
    const region = choose(frame.photo, steps);
    if (region === undefined) {
      this.fit();
      announcement.value = STRINGS.stage.allSeen;
    } else this.#change(({ view, size, room }) => showing(view, region.box, FACE, size, room.value));
  }

  /** Adds a region in the middle of what is on the screen. */
  addInMiddle(): void {
    const frame = this.#frame;
    const view = frame?.view.value;
    if (frame === undefined || view === undefined) return;
    const { width, height } = frame.room.value;
    const corner = (sign: -1 | 1) =>
      toPhoto(view, { x: width / 2 + (sign * FACE) / 2, y: height / 2 + (sign * FACE) / 2 });
    add(frame.photo, boxBetween(corner(-1), corner(1)));
  }

  #change(
    change: (frame: Omit<Frame, 'view'> & { view: NonNullable<Frame['view']['value']> }) => Frame['view']['value'],
  ) {
    const view = this.#frame?.view.value;
    if (this.#frame && view) this.#frame.view.value = change({ ...this.#frame, view });
  }
}

export const stageCommands = new StageCommands();
