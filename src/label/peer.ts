import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../errors/errors.js';
import { transform } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import type { Image } from '../image/image.js';
import { type RuntimeTensor, Session, tensor } from '../runtime/session.js';
import { type PixelFormat, type Placement, toTensor } from './placement.js';

/** All detections below this are dropped before suppression, as the published protocols of the peers do. */
export const SCORE_THRESHOLD = 0.02;

/** Overlap (IoU) above which the weaker of two detections is dropped. */
export const SUPPRESSION_IOU = 0.4;

/** Somebody else's detector: one ONNX file, what it reads, and what its output means. */
export interface Peer {
  readonly name: string;
  /** As the file is usually called. */
  readonly file: string;
  readonly inputName: string;
  readonly format: PixelFormat;
  /** The sides of the input: any multiple of this many pixels, or one fixed square. */
  readonly input: { readonly multiple: number } | { readonly side: number };
  readonly outputNames: readonly string[];
  /** The network's outputs by name → faces above the score threshold, in pixels of the input, not yet suppressed. */
  decode(outputs: Readonly<Record<string, Float32Array>>, inputWidth: number, inputHeight: number): Face[];
}

/** A peer that is loaded. */
export interface LoadedPeer {
  /** The faces of a photo that is placed so, best first, suppressed, in the photo's pixels. */
  look(image: Image, placement: Placement): Promise<Face[]>;
  dispose(): Promise<void>;
}

/**
 * Loads a peer.
 *
 * @param path of its ONNX file
 * @param advice what to do where it cannot be read
 * @param spinning see `SessionOptions`
 * @throws InputError where the file is missing or another model
 */
export async function loadPeer(
  peer: Peer,
  path: string,
  { advice, threads, spinning }: { advice: string; threads?: number | undefined; spinning?: boolean },
): Promise<LoadedPeer> {
  const model = await readFile(path).catch((error: unknown) => {
    throw new InputError(`${path}: cannot be read (${messageOf(error)}). ${advice}`);
  });
  const session = await Session.create(model, { threads, spinning }).catch((error: unknown) => {
    throw new InputError(`${path}: is no ONNX model of ${peer.name} (${messageOf(error)}). ${advice}`);
  });
  if (!session.inputNames.includes(peer.inputName)) {
    await session.dispose();
    throw new InputError(`${path}: expected the model of ${peer.name}, with the input ${peer.inputName}. ${advice}`);
  }
  return {
    async look(image, placement) {
      const { width, height, scale } = placement;
      const input = tensor(await toTensor(image, placement, peer.format), [1, 3, height, width]);
      const outputs = await session.run({ [peer.inputName]: input }, peer.outputNames);
      const faces = peer.decode(floats(outputs), width, height);
      return suppress(faces, SUPPRESSION_IOU).map((face) => ({ ...face, box: transform(face.box, 1 / scale) }));
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
