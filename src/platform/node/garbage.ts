import { setFlagsFromString } from 'node:v8';

/** How much more than what is alive may be in memory, in percent of it, before all of it is gone through. */
const GROWTH = 200;

/** V8's own rule. */
const AS_USUAL = 0;

/** Of photos with more pixels than this what is left behind of one is much of the memory. */
const LARGE = 4e6;

let allowed = false;
let growth = AS_USUAL;

/**
 * Lets garbage gather, for a process that goes through photo after photo: V8 goes through all that is alive as soon as about 15 MB
 * have come, which are three photos' pixels, though nearly everything else has been there since the start. A batch takes 7 % less
 * time so. Of the whole process: a library must leave it to its user.
 */
export function letGarbageGather(): void {
  allowed = true;
  set(GROWTH);
}

/** Says how many pixels the photo has that is decoded next, or each frame of a video: of large ones garbage goes as soon as V8 would have it. */
export function expectPixels(pixels: number): void {
  if (allowed) set(pixels > LARGE ? AS_USUAL : GROWTH);
}

function set(percent: number): void {
  if (percent === growth) return;
  growth = percent;
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
