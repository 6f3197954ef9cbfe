import { createDetector, type Detector } from '../detect/detector.js';
import { cutTile } from '../detect/pixels.js';
import { tilesOf } from '../detect/tiles.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import type { Image } from '../image/image.js';
import { type LoadedPeer, loadPeer, SUPPRESSION_IOU } from './peer.js';
import { placeLetterboxed, placeScaled } from './placement.js';
import { scrfd2500m } from './scrfd.js';
import { yunet } from './yunet.js';

/** Who looks at a photo that is to be labelled, in the order of `calibration.ts`. */
export const WITNESSES = ['farface', 'yunet', 'yunet2', 'scrfd'] as const;
export type Witness = (typeof WITNESSES)[number];

/** What each found in one photo, best first, in its pixels. */
export type Testimony = Readonly<Record<Witness, readonly Face[]>>;

/** What each witness that saw a face says of it. */
export type Sightings = Readonly<Partial<Record<Witness, Face>>>;

/** Files of other people's models, which are not part of farface. */
export interface WitnessFiles {
  /** YuNet-n (libfacedetection.train), as ONNX. */
  readonly yunet: string;
  /** SCRFD-2.5G with key points (InsightFace), as ONNX for 640 × 640 pixels. */
  readonly scrfd: string;
}

export interface WitnessOptions extends WitnessFiles {
  readonly threads?: number | undefined;
}

/** The loaded detectors. */
export interface Witnesses {
  look(image: Image): Promise<Testimony>;
  dispose(): Promise<void>;
}

/** Neighbouring tiles of SCRFD share this many pixels; faces larger than that are seen in the photo as a whole. */
const TILE = 640;
const OVERLAP = 160;

/**
 * Loads farface (both stages, mirror images too) and its peers.
 *
 * @throws InputError where a file is missing or another model
 */
export async function loadWitnesses({ threads, ...files }: WitnessOptions): Promise<Witnesses> {
  const load = (peer: typeof yunet, name: keyof WitnessFiles) =>
    loadPeer(peer, files[name], { threads, advice: `Name the ONNX file of ${peer.name} with --${name}.` });
  const loaded: { dispose(): Promise<void> }[] = [];
  const keep = <One extends Detector | LoadedPeer>(one: One) => {
    loaded.push(one);
    return one;
  };
  const dispose = async () => {
    await Promise.all(loaded.map((one) => one.dispose()));
  };
  try {
    const small = keep(await load(yunet, 'yunet'));
    const large = keep(await load(scrfd2500m, 'scrfd'));
    const own = keep(await createDetector({ mirror: true, threads, threshold: EVALUATION_THRESHOLD }));
    return {
      look: async (image) => ({
        farface: (await own.detect(image)).faces,
        yunet: await small.look(image, placeScaled(image, 1, 32)),
        yunet2: await small.look(image, placeScaled(image, 2, 32)),
        scrfd: await lookInTiles(large, image),
      }),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The photo as a whole, and where it is larger than the network's input, piece by piece at its own size. */
async function lookInTiles(peer: LoadedPeer, image: Image): Promise<Face[]> {
  const faces = await peer.look(image, placeLetterboxed(image, TILE));
  if (Math.max(image.width, image.height) <= TILE) return faces;
  for (const tile of tilesOf(image.width, image.height, TILE, OVERLAP)) {
    const piece = { width: tile.width, height: tile.height, data: cutTile(image, tile) };
    for (const { box, score } of await peer.look(piece, { scale: 1, width: TILE, height: TILE })) {
      const moved = { ...box, x: box.x + tile.x, y: box.y + tile.y };
      const ours = tile.owns(moved.x + moved.width / 2, moved.y + moved.height / 2);
      if (ours && Math.max(box.width, box.height) <= OVERLAP) faces.push({ box: moved, score });
    }
  }
  return suppress(faces, SUPPRESSION_IOU);
}
