import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { foundIn, hiddenRegions } from '../editing/region.js';
import type { Size, View } from '../editing/view.js';
import type { Photo } from '../state/photo.js';
import { look, strictness } from '../state/store.js';
import { picturing } from '../state/workers.js';

type Shown = Awaited<ReturnType<typeof askForCovers>>;

/** Waits this long, in milliseconds, for the next change before it asks the worker again. */
const PATIENCE = 40;

function askForCovers({ file, name, regions }: Photo) {
  const hidden = foundIn(hiddenRegions(regions.value.value, strictness.value.threshold));
  return picturing.call('covers', { file, name, regions: hidden, look: look.value });
}

/** Mosaics and blurs over the faces: the very pixels that are saved. Until they are there, grey is. */
export function Covers({ photo, view, room }: { photo: Photo; view: Signal<View | undefined>; room: Signal<Size> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const covers = useSignal<Shown>([]);

  useSignalEffect(() => {
    // Read here, so that the effect runs again when they change.
    void [photo.regions.value, strictness.value, look.value];
    let stale = false;
    const timer = setTimeout(async () => {
      const found = await askForCovers(photo);
      if (!stale) covers.value = found;
    }, PATIENCE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  });

  useEffect(
    () => () => {
      for (const cover of covers.peek()) cover?.bitmap.close();
    },
    [],
  );

  useSignalEffect(() => {
    const { width, height } = room.value;
    const context = canvas.current?.getContext('2d');
    const { scale, x, y } = view.value ?? { scale: 1, x: 0, y: 0 };
    if (!canvas.current || !context) return;
    const density = devicePixelRatio;
    canvas.current.width = Math.round(width * density);
    canvas.current.height = Math.round(height * density);
    context.setTransform(scale * density, 0, 0, scale * density, x * density, y * density);
    // Mosaics keep their edges.
    context.imageSmoothingEnabled = look.value.with === 'blur';
    for (const cover of covers.value) if (cover) context.drawImage(cover.bitmap, cover.x, cover.y);
  });

  return <canvas ref={canvas} class="covers" data-covers={covers.value.length} />;
}
