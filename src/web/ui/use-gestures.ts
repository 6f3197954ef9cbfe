import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Box } from '../../geometry/box.js';
import { maskOver } from '../../redact/mask.js';
import {
  boxBetween,
  cornerAt,
  cornerOf,
  handlesAround,
  opposite,
  regionAround,
  regionAt,
  seeable,
} from '../editing/hit.js';
import { isHidden } from '../editing/region.js';
import { isEnlarged, type Point, panned, toPhoto, zoomed } from '../editing/view.js';
import { add, reshape, select, toggle, visibleRegions } from '../state/edit.js';
import { chosenId, look, strictness, tool } from '../state/store.js';
import type { Frame } from './frame.js';

/** CSS pixels that a pointer may tremble in a click. */
const STILL = { mouse: 10, finger: 16 };

/** Milliseconds after which a finger that stays where it is chooses a region, as it is. */
const HOLD = 450;

/** A step of a wheel zooms by this. */
const WHEEL = 1.0016;

/** What a pointer that is down does once it is dragged. */
type Drag =
  | { readonly kind: 'pan' | 'press' }
  | { readonly kind: 'add'; readonly from: Point }
  | { readonly kind: 'move'; readonly id: number; readonly box: Box }
  /** The mask stays at `anchor`; its other corner is `grip` away from the pointer. */
  | { readonly kind: 'resize'; readonly id: number; readonly anchor: Point; readonly grip: Point };

export interface Gestures {
  /** The region that is being drawn, moved or resized. */
  readonly draft: Signal<{ readonly id?: number; readonly box: Box } | undefined>;
  /** The region under the mouse. */
  readonly hovered: Signal<number | undefined>;
  /** While Space is held, dragging moves the photo. */
  readonly spaceHeld: { current: boolean };
}

/** Mouse, pen and fingers on the stage. */
export function useGestures(stage: RefObject<HTMLDivElement | null>, frame: Frame): Gestures {
  const draft = useSignal<{ id?: number; box: Box } | undefined>(undefined);
  const hovered = useSignal<number | undefined>(undefined);
  const spaceHeld = useRef(false);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const surface = new Surface(element, frame, { draft, hovered, spaceHeld });
    return surface.listen();
  }, [frame.photo]);
  return { draft, hovered, spaceHeld };
}

class Surface {
  readonly #pointers = new Map<number, Point>();
  readonly draft: Gestures['draft'];
  #drag: Drag | undefined;
  /** Where the pointer came down, and how far it may be from there in a click. */
  #start: Point & { readonly still: number } = { x: 0, y: 0, still: 0 };
  #moved = false;
  /** Whether a finger was held still, so that it shows and hides nothing. */
  #held = false;
  /** Runs out when a finger was held still for long enough. */
  #hold: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly element: HTMLElement,
    readonly frame: Frame,
    readonly state: Gestures,
  ) {
    this.draft = state.draft;
  }

  listen(): () => void {
    const listening = new AbortController();
    const { signal } = listening;
    const { element } = this;
    element.addEventListener('pointerdown', this.#down, { signal });
    element.addEventListener('pointermove', this.#move, { signal });
    element.addEventListener('pointerup', this.#up, { signal });
    element.addEventListener('pointercancel', this.#cancel, { signal });
    element.addEventListener('pointerleave', this.#leave, { signal });
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
    clearTimeout(this.#hold);
    if (this.#pointers.size > 1) {
      this.#drag = { kind: 'pan' };
      this.#moved = true;
      this.draft.value = undefined;
      return;
    }
    const isFinger = event.pointerType === 'touch';
    this.#start = { ...at, still: isFinger ? STILL.finger : STILL.mouse };
    const pans = event.button !== 0 || this.state.spaceHeld.current;
    this.#moved = pans;
    this.#held = false;
    this.#drag = pans ? { kind: 'pan' } : this.#grasp(at, isFinger);
    if (isFinger && !pans) this.#hold = setTimeout(() => this.#choose(at), HOLD);
  };

  /** A finger that was held on a region chooses it without showing or hiding it. */
  #choose(at: Point): void {
    const { photo, view } = this.frame;
    const region = regionAt(this.#masks(), toPhoto(view.value!, at), view.value!.scale);
    if (region === undefined) return;
    select(photo, region.id);
    this.#drag = this.#grasp(at, true);
    this.#held = true;
  }

  /** What a drag from this place does: moves or resizes a mask, adds one, or moves the photo. */
  #grasp(at: Point, isFinger: boolean): Drag {
    const view = this.frame.view.value!;
    const { scale } = view;
    const point = toPhoto(view, at);
    const masks = this.#masks().filter((region) => isHidden(region, strictness.value.threshold));
    const around = regionAround(masks, point);
    for (const { id, box } of masks) {
      // Handles of one mask give way to another mask below them.
      if ((id !== chosenId.value && id !== this.state.hovered.value) || (around && around.id !== id)) continue;
      const handles = handlesAround(box, scale);
      const corner = handles && cornerAt(handles, point, scale);
      if (corner === undefined) continue;
      const held = cornerOf(box, corner);
      const grip = { x: held.x - point.x, y: held.y - point.y };
      return { kind: 'resize', id, anchor: cornerOf(box, opposite(corner)), grip };
    }
    const draws = tool.value === 'add' || !(isFinger || this.#enlarged());
    const under = around ?? (tool.value === 'add' ? undefined : regionAt(masks, point, scale));
    // A finger that moves an enlarged photo begins on a mask now and then.
    const moves = under !== undefined && (!isFinger || under.id === chosenId.value || !this.#enlarged());
    if (moves) return { kind: 'move', id: under.id, box: under.face };
    return draws ? { kind: 'add', from: point } : { kind: 'press' };
  }

  #enlarged(): boolean {
    const { view, size, room } = this.frame;
    return isEnlarged(view.value!, size, room.value);
  }

  readonly #move = (event: PointerEvent) => {
    const { view } = this.frame;
    if (view.value === undefined) return;
    const at = this.#at(event);
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'touch') this.#hover(toPhoto(view.value, at), view.value.scale);
      return;
    }
    if (Math.hypot(at.x - this.#start.x, at.y - this.#start.y) > this.#start.still && !this.#moved) {
      this.#moved = true;
      clearTimeout(this.#hold);
      // What the pointer went so far is made up for.
      if (this.#drag?.kind === 'press') this.#pan(this.#start, before);
    }
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, at);
    else if (this.#moved) this.#dragTo(before, at);
    this.#pointers.set(event.pointerId, at);
  };

  #dragTo(before: Point, at: Point): void {
    const drag = this.#drag;
    const view = this.frame.view.value!;
    const point = toPhoto(view, at);
    if (drag?.kind === 'pan' || drag?.kind === 'press') {
      this.#pan(before, at);
    } else if (drag?.kind === 'add') {
      this.draft.value = { box: seeable(boxBetween(drag.from, point), view.scale) };
    } else if (drag?.kind === 'resize') {
      const { anchor, grip, id } = drag;
      const mask = seeable(boxBetween(anchor, { x: point.x + grip.x, y: point.y + grip.y }), view.scale);
      this.draft.value = { id, box: this.#faceOf(mask) };
    } else if (drag?.kind === 'move') {
      const { box, id } = drag;
      const [x, y] = [(at.x - this.#start.x) / view.scale, (at.y - this.#start.y) / view.scale];
      this.draft.value = { id, box: { ...box, x: box.x + x, y: box.y + y } };
    }
  }

  #pan(before: Point, at: Point): void {
    const { view, size, room } = this.frame;
    view.value = panned(view.value!, at.x - before.x, at.y - before.y, size, room.value);
  }

  /** The region under the mouse, of which handles are shown; they keep it while the mouse goes to them. */
  #hover(point: Point, scale: number): void {
    const { hovered } = this.state;
    const masks = this.#masks();
    const last = masks.find(({ id }) => id === hovered.value);
    const handles = last && handlesAround(last.box, scale);
    const kept = handles && cornerAt(handles, point, scale) ? last : undefined;
    hovered.value = (regionAround(masks, point) ?? kept ?? regionAt(masks, point, scale))?.id;
  }

  readonly #leave = () => {
    this.state.hovered.value = undefined;
  };

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
    clearTimeout(this.#hold);
    const { photo, view, size } = this.frame;
    const draft = this.draft.value;
    if (this.#pointers.size > 0) return;
    this.#drag = undefined;
    this.draft.value = undefined;
    if (view.value === undefined) return;
    if (!this.#moved) {
      if (!this.#held) this.#click(toPhoto(view.value, this.#start));
    } else if (draft?.id !== undefined) {
      chosenId.value = draft.id;
      reshape(photo, draft.id, draft.box);
    } else if (draft && meets(draft.box, size)) add(photo, draft.box);
  };

  readonly #cancel = (event: PointerEvent) => {
    clearTimeout(this.#hold);
    this.#pointers.delete(event.pointerId);
    this.#drag = undefined;
    this.draft.value = undefined;
  };

  #click(point: Point): void {
    const region = regionAt(this.#masks(), point, this.frame.view.value!.scale);
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

  /** The visible regions by what is seen of them, their masks. */
  #masks() {
    const { shape, scale } = look.value;
    return visibleRegions(this.frame.photo.regions.value.value).map((region) => ({
      ...region,
      face: region.box,
      box: maskOver(region.box, shape, scale).box,
    }));
  }

  /** The box of a face whose mask this is. */
  #faceOf(mask: Box): Box {
    const { shape, scale } = look.value;
    return maskOver(mask, shape, 1 / scale).box;
  }
}

/** Whether any of the box lies on the photo. */
function meets({ x, y, width, height }: Box, size: Frame['size']): boolean {
  return x < size.width && y < size.height && x + width > 0 && y + height > 0;
}
