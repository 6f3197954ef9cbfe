import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Box } from '../../geometry/box.js';
import { boxBetween, type Corner, cornerAt, cornerOf, opposite, regionAt } from '../editing/hit.js';
import { hiddenRegions } from '../editing/region.js';
import { type Point, panned, toPhoto, zoomed } from '../editing/view.js';
import { add, reshape, toggle, visibleRegions } from '../state/edit.js';
import { chosenId, strictness, tool } from '../state/store.js';
import type { Frame } from './frame.js';

/** CSS pixels that a pointer may tremble in a click. */
const STILL = 8;

/** A step of a wheel zooms by this. */
const WHEEL = 1.0016;

/** What a pointer that is down does. */
type Drag =
  | { readonly kind: 'pan' }
  | { readonly kind: 'press'; readonly start: Point }
  | { readonly kind: 'add'; readonly from: Point }
  | { readonly kind: 'move'; readonly id: number; readonly box: Box; readonly from: Point }
  | { readonly kind: 'resize'; readonly id: number; readonly anchor: Point };

export interface Gestures {
  /** The region that is being drawn, moved or resized. */
  readonly draft: Signal<{ readonly id?: number; readonly box: Box } | undefined>;
  /** While Space is held, dragging moves the photo. */
  readonly spaceHeld: { current: boolean };
}

/** Mouse, pen and fingers on the stage. */
export function useGestures(stage: RefObject<HTMLDivElement | null>, frame: Frame): Gestures {
  const draft = useSignal<{ id?: number; box: Box } | undefined>(undefined);
  const spaceHeld = useRef(false);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const surface = new Surface(element, frame, draft, spaceHeld);
    return surface.listen();
  }, [frame.photo]);
  return { draft, spaceHeld };
}

class Surface {
  readonly #pointers = new Map<number, Point>();
  #drag: Drag | undefined;

  constructor(
    readonly element: HTMLElement,
    readonly frame: Frame,
    readonly draft: Gestures['draft'],
    readonly spaceHeld: { readonly current: boolean },
  ) {}

  listen(): () => void {
    const listening = new AbortController();
    const { signal } = listening;
    const { element } = this;
    element.addEventListener('pointerdown', this.#down, { signal });
    element.addEventListener('pointermove', this.#move, { signal });
    element.addEventListener('pointerup', this.#up, { signal });
    element.addEventListener('pointercancel', this.#cancel, { signal });
    element.addEventListener('wheel', this.#wheel, { signal, passive: false });
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    return () => listening.abort();
  }

  #at({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  readonly #down = (event: PointerEvent) => {
    const { view } = this.frame;
    if (view.value === undefined) return;
    this.element.querySelector<HTMLElement>('[role=listbox]')?.focus();
    this.element.setPointerCapture(event.pointerId);
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    if (this.#pointers.size > 1) {
      this.#drag = { kind: 'pan' };
      this.draft.value = undefined;
      return;
    }
    this.#drag = event.button !== 0 || this.spaceHeld.current ? { kind: 'pan' } : this.#grasp(at);
  };

  /** What a press at this place takes hold of: the chosen region, one of its corners, or nothing yet. */
  #grasp(at: Point): Drag {
    const view = this.frame.view.value!;
    const point = toPhoto(view, at);
    const chosen = this.#regions().find(({ id }) => id === chosenId.value);
    if (chosen === undefined) return this.#graspMask(at, point);
    const corner: Corner | undefined = cornerAt(chosen.box, point, view.scale);
    const inside = regionAt([chosen], point, view.scale) !== undefined;
    const tiny = Math.min(chosen.box.width, chosen.box.height) * view.scale < 16;
    // Of a tiny one the corners cover the middle: it is moved, and resized once it is enlarged.
    if (corner && !(tiny && inside))
      return { kind: 'resize', id: chosen.id, anchor: cornerOf(chosen.box, opposite(corner)) };
    return inside ? { kind: 'move', id: chosen.id, box: chosen.box, from: at } : this.#graspMask(at, point);
  }

  /** A drag that begins on a mask moves it: one drawn inside would not be seen. */
  #graspMask(at: Point, point: Point): Drag {
    const mask = regionAt(
      hiddenRegions(this.#regions(), strictness.value.threshold),
      point,
      this.frame.view.value!.scale,
    );
    if (mask === undefined) return { kind: 'press', start: at };
    return { kind: 'move', id: mask.id, box: mask.box, from: at };
  }

  readonly #move = (event: PointerEvent) => {
    const { view, size, room } = this.frame;
    const before = this.#pointers.get(event.pointerId);
    const drag = this.#drag;
    if (before === undefined || drag === undefined || view.value === undefined) return;
    const at = this.#at(event);
    if (this.#pointers.size === 2) {
      this.#pinch(event.pointerId, at);
    } else if (drag.kind === 'pan') {
      view.value = panned(view.value, at.x - before.x, at.y - before.y, size, room.value);
    } else if (drag.kind === 'press') {
      if (Math.hypot(at.x - drag.start.x, at.y - drag.start.y) > STILL) this.#begin(drag.start);
    } else if (drag.kind === 'add') {
      this.draft.value = { box: boxBetween(drag.from, toPhoto(view.value, at)) };
    } else if (drag.kind === 'resize') {
      this.draft.value = { id: drag.id, box: boxBetween(drag.anchor, toPhoto(view.value, at)) };
    } else if (this.draft.value || Math.hypot(at.x - drag.from.x, at.y - drag.from.y) > STILL) {
      const { scale } = view.value;
      const { box, from, id } = drag;
      this.draft.value = {
        id,
        box: { ...box, x: box.x + (at.x - from.x) / scale, y: box.y + (at.y - from.y) / scale },
      };
    }
    this.#pointers.set(event.pointerId, at);
  };

  /** A press that moved draws a region, or moves the photo. */
  #begin(start: Point): void {
    this.#drag = tool.value === 'add' ? { kind: 'add', from: toPhoto(this.frame.view.value!, start) } : { kind: 'pan' };
  }

  #pinch(id: number, at: Point): void {
    const { view, size, room } = this.frame;
    const other = [...this.#pointers].find(([key]) => key !== id)?.[1];
    const before = this.#pointers.get(id);
    if (other === undefined || before === undefined || view.value === undefined) return;
    const spread = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    const moved = panned(view.value, (at.x - before.x) / 2, (at.y - before.y) / 2, size, room.value);
    view.value = zoomed(moved, spread(at) / spread(before), middle, size, room.value);
  }

  readonly #up = (event: PointerEvent) => {
    if (!this.#pointers.delete(event.pointerId)) return;
    const { photo, view, size } = this.frame;
    const [drag, draft] = [this.#drag, this.draft.value];
    if (this.#pointers.size > 0) return;
    this.#drag = undefined;
    this.draft.value = undefined;
    if (drag === undefined || drag.kind === 'pan' || view.value === undefined) return;
    if (draft === undefined) this.#click(toPhoto(view.value, this.#at(event)));
    else if (draft.id !== undefined) {
      chosenId.value = draft.id;
      reshape(photo, draft.id, draft.box);
    } else if (meets(draft.box, size)) add(photo, draft.box);
  };

  readonly #cancel = (event: PointerEvent) => {
    this.#pointers.delete(event.pointerId);
    this.#drag = undefined;
    this.draft.value = undefined;
  };

  #click(point: Point): void {
    const region = regionAt(this.#regions(), point, this.frame.view.value!.scale);
    if (region) toggle(this.frame.photo, region.id);
    else chosenId.value = undefined;
  }

  readonly #wheel = (event: WheelEvent) => {
    const { view, size, room } = this.frame;
    if (view.value === undefined) return;
    event.preventDefault();
    if (event.shiftKey) {
      view.value = panned(view.value, -event.deltaY - event.deltaX, 0, size, room.value);
      return;
    }
    // Pinches on a trackpad come as small steps with Ctrl.
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = WHEEL ** (-event.deltaY * lines * (event.ctrlKey ? 5 : 1));
    view.value = zoomed(view.value, factor, this.#at(event), size, room.value);
  };

  #regions() {
    return visibleRegions(this.frame.photo.regions.value.value);
  }
}

/** Whether any of the box lies on the photo. */
function meets({ x, y, width, height }: Box, size: Frame['size']): boolean {
  return x < size.width && y < size.height && x + width > 0 && y + height > 0;
}
