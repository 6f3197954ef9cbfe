import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, messageOf } from '../../src/errors/errors.js';
import { transform } from '../../src/geometry/box.js';
import type { Face } from '../../src/geometry/face.js';
import { suppress } from '../../src/geometry/suppression.js';
import type { Image } from '../../src/image/image.js';
import { type RuntimeTensor, Session, tensor } from '../../src/runtime/session.js';
import { type Contestant, type PreparedContestant, type RaceSettings, SUPPRESSION_IOU } from './contestant.js';
import { type PixelFormat, type Placement, placeLetterboxed, placeScaled, toTensor } from './tensor.js';

/** Somebody else's detector: one ONNX file, what it reads, and what its output means. */
export interface Peer {
  readonly name: string;
  /** In the peers' folder. */
  readonly file: string;
  readonly inputName: string;
  readonly format: PixelFormat;
  /** The sides of the input: any multiple of this many pixels, or one fixed square. */
  readonly input: { readonly multiple: number } | { readonly side: number };
  readonly outputNames: readonly string[];
  /** The network's outputs by name → faces above the score threshold, in pixels of the input, not yet suppressed. */
  decode(outputs: Readonly<Record<string, Float32Array>>, inputWidth: number, inputHeight: number): Face[];
}

/** The peer as contestants: at native size and at twice that, or at the one size that it can read. */
export function contestantsOf(peer: Peer): Contestant[] {
  const { input } = peer;
  if ('side' in input) return [contestant(peer, String(input.side), (image) => placeLetterboxed(image, input.side))];
  return [
    contestant(peer, 'native', (image) => placeScaled(image, 1, input.multiple)),
    contestant(peer, '×2', (image) => placeScaled(image, 2, input.multiple)),
  ];
}

function contestant(peer: Peer, input: string, place: (image: Image) => Placement): Contestant {
  return {
    name: peer.name,
    input,
    ours: false,
    prepare: (settings) => prepare(peer, place, settings),
  };
}

async function prepare(
  peer: Peer,
  place: (image: Image) => Placement,
  settings: RaceSettings,
): Promise<PreparedContestant> {
  const path = join(settings.peers, peer.file);
  const model = await readFile(path).catch((error: unknown) => {
    throw new InputError(
      `${path}: cannot be read (${messageOf(error)}). Give the folder of the peers' ONNX files with --peers.`,
    );
  });
  const session = await Session.create(model, { threads: settings.threads, spinning: true });
  return {
    async detect(image) {
      const placement = place(image);
      const input = tensor(await toTensor(image, placement, peer.format), [1, 3, placement.height, placement.width]);
      const outputs = await session.run({ [peer.inputName]: input }, peer.outputNames);
      const faces = peer.decode(floats(outputs), placement.width, placement.height);
      return suppress(faces, SUPPRESSION_IOU).map((face) => ({
        ...face,
        box: transform(face.box, 1 / placement.scale),
      }));
    },
    dispose: () => session.dispose(),
  };
}

function floats(outputs: Readonly<Record<string, RuntimeTensor>>): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, type }]) => {
      if (!(data instanceof Float32Array)) throw new InputError(`Output ${name}: expected float32, got ${type}.`);
      return [name, data];
    }),
  );
}
