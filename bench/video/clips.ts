import type { AnnotatedPhoto } from '../../src/datasets/annotations.js';
import { createRandom, normal, type Random, uniform } from '../../src/random/random.js';
import { move, type Similarity, scaleOf } from '../../src/tracks/similarity.js';
import type { TrueFace } from './truth.js';

export const SIZE = { width: 640, height: 360 };
export const RATE = 25;
export const FRAMES = 36;

/** What the camera does. */
export const KINDS = ['pan', 'zoom', 'shake', 'blur', 'cut', 'still'] as const;
/** Constant rate factors of x264: good, poor, bad. */
const QUALITIES = [23, 32, 38] as const;

/** A clip made of photos. */
export interface Clip {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly quality: number;
  /** One, or two with a cut in the middle. */
  readonly photos: readonly AnnotatedPhoto[];
  readonly seed: number;
}

/** Photos of small faces in turn of all events, as clips of each kind and quality. */
export function chooseClips(photos: readonly AnnotatedPhoto[], count: number, seed: number): Clip[] {
  const random = createRandom(seed);
  const fit = photos
    .filter(
      ({ faces }) => faces.filter((face) => !face.invalid && face.box.height >= 5 && face.box.height <= 40).length >= 4,
    )
    .map((photo) => ({ photo, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ photo }) => photo);
  const events = [...new Set(fit.map(({ event }) => event))];
  const next = (index: number): AnnotatedPhoto => {
    const own = fit.filter(({ event }) => event === events[index % events.length]);
    return own[Math.floor(index / events.length) % own.length]!;
  };
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length]!;
    const quality = QUALITIES[Math.floor(index / KINDS.length + index) % QUALITIES.length]!;
    const chosen = kind === 'cut' ? [next(2 * index), next(2 * index + 1)] : [next(2 * index)];
    return {
      name: `${index}-${kind}-${quality}-${chosen[0]!.name}`,
      kind,
      quality,
      photos: chosen,
      seed: seed + index,
    };
  });
}

/** Which photo a frame shows, and where: from the photo's pixels to the frame's. */
export interface View {
  readonly photo: number;
  readonly view: Similarity;
}

/** The views of a clip, `steps` of each frame: while its shutter is open. */
export function viewsOf(clip: Clip, sizes: readonly { width: number; height: number }[], steps: number): View[][] {
  const random = createRandom(clip.seed, 1);
  const shots = sizes.map((size, photo) => pathOf(clip, clip.photos[photo]!, size, random));
  return Array.from({ length: FRAMES }, (_, index) => {
    const photo = shots.length > 1 && index >= FRAMES / 2 ? 1 : 0;
    const open = clip.kind === 'blur' ? 0.6 : 0.15;
    return Array.from({ length: steps }, (_, step) => ({ photo, view: shots[photo]!(index + (open * step) / steps) }));
  });
}

type Path = (frame: number) => Similarity;

/** How the camera goes over a photo, past its small faces. */
function pathOf({ kind }: Clip, photo: AnnotatedPhoto, size: { width: number; height: number }, random: Random): Path {
  const small = photo.faces.filter(({ box, invalid }) => !invalid && box.height >= 4 && box.height <= 40);
  const middle = small[Math.floor(random() * small.length)]!.box;
  const angle = uniform(random, 0, 2 * Math.PI);
  const fast = kind === 'pan' ? uniform(random, 1, 6) : kind === 'blur' ? uniform(random, 4, 9) : uniform(random, 0, 1);
  const zoom = kind === 'zoom' ? uniform(random, 0.985, 1.015) : 1;
  const scale = uniform(random, 0.75, 1.25);
  const shaking = kind === 'shake' || kind === 'blur' ? uniform(random, 2, 6) : 0.15;
  const jolts = Array.from({ length: FRAMES + 2 }, () => [
    shaking * normal(random),
    shaking * normal(random),
    0.002 * shaking * normal(random),
  ]);
  const between = (frame: number, axis: number) => {
    const at = Math.floor(frame);
    return jolts[at]![axis]! + (frame - at) * (jolts[at + 1]![axis]! - jolts[at]![axis]!);
  };
  const inside = (value: number, half: number, side: number) =>
    Math.min(Math.max(value, half), Math.max(half, side - half));
  return (frame) => {
    const now = scale * zoom ** (frame - FRAMES / 2);
    const turn = between(frame, 2);
    const along = (fast * (frame - FRAMES / 2)) / now;
    const x = inside(middle.x + middle.width / 2 + along * Math.cos(angle), SIZE.width / 2 / now, size.width);
    const y = inside(middle.y + middle.height / 2 + 0.4 * along * Math.sin(angle), SIZE.height / 2 / now, size.height);
    const [a, b] = [now * Math.cos(turn), now * Math.sin(turn)];
    return {
      ...{ a, b },
      x: SIZE.width / 2 - (a * x - b * y) + between(frame, 0),
      y: SIZE.height / 2 - (b * x + a * y) + between(frame, 1),
    };
  };
}

/** The faces of a frame, in its pixels. */
export function facesIn(clip: Clip, { photo, view }: View): TrueFace[] {
  return clip.photos[photo]!.faces.flatMap(({ box, invalid }, index) => {
    const [x, y] = move(view, box.x + box.width / 2, box.y + box.height / 2);
    const scale = scaleOf(view);
    const [width, height] = [box.width * scale, box.height * scale];
    const left = Math.max(0, x - width / 2);
    const top = Math.max(0, y - height / 2);
    const inside = {
      ...{ x: left, y: top },
      width: Math.min(SIZE.width, x + width / 2) - left,
      height: Math.min(SIZE.height, y + height / 2) - top,
    };
    if (!(inside.width > 0 && inside.height > 0)) return [];
    const counted = !invalid && height >= 4 && inside.width * inside.height >= 0.5 * width * height;
    return [{ id: photo * 100_000 + index, box: inside, counted }];
  });
}
