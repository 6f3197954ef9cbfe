import type { Networks } from './networks.js';

/** Side in pixels of what the networks look at meanwhile: a run takes a hundredth of a second. */
const SIDE = 128;

/** After so many runs WebAssembly is compiled as well as it will be. */
const RUNS = 24;

/** Faces of a few sizes that the second stage is asked about, where nothing is to be seen. */
const PLACES = [8, 16, 32, 64].map((side) => ({ box: { x: 32, y: 32, width: side, height: side }, score: 0.5 }));

/** Runs both stages on next to nothing, again and again, until they are as fast as they will be, or until `stops`. */
export async function warmUp({ model, verifier }: Networks, stops: () => boolean): Promise<void> {
  const data = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (i * 37) % 256);
  const image = { width: SIDE, height: SIDE, data };
  for (let run = 0; run < RUNS; run++) {
    if (stops()) return;
    await model.propose(data, SIDE, SIDE);
    if (run % 4 === 0 && !stops()) await verifier?.verify(image, PLACES, { minProposal: 0, maxProposal: 1 });
  }
}
