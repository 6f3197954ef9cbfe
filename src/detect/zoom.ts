import { allFinite, notFinite } from '../errors/finite.js';
import type { Image } from '../image/image.js';
import { enlargeTwice } from '../image/lanczos.js';
import { fromNetwork, fromPlanes } from '../image/planes.js';
import { enhancementModel } from '../networks/verification-model.js';
import { Session, tensor } from '../runtime/session.js';
import { buildModel, type WeightsSource } from '../weights/weights-file.js';
import type { EnlargerName } from './enlargers.js';
import type { RunOptions } from './load-proposer.js';
import { cutTile } from './pixels.js';
import type { Tile } from './tiles.js';
import { readVerificationFile } from './verification-file.js';

/** Makes pictures twice as large. */
export interface Enlarger {
  /** The picture at twice its width and height. */
  enlarge(picture: Image): Promise<Image>;
  /** Frees what it holds. */
  dispose(): Promise<void>;
}

export const LANCZOS: Enlarger = { enlarge: async (picture) => enlargeTwice(picture), dispose: async () => {} };

/** Pixels of the photo around a tile that what is drawn of it depends on. */
const MARGIN = 16;

/** Side in pixels of the pieces that the generator draws at once: its memory is 16 times theirs in 32 channels. */
const PIECE = 160;

/**
 * A tile of a photo that is looked at twice as large: only what lies under it is enlarged, so memory does not grow with the
 * photo.
 *
 * @param tile in pixels of the enlarged photo
 * @returns `[height, width, 3]`
 */
export async function cutEnlarged(photo: Image, tile: Tile, { enlarge }: Enlarger): Promise<Uint8Array> {
  const from = (start: number) => Math.max(0, Math.floor(start / 2) - MARGIN);
  const to = (end: number, limit: number) => Math.min(limit, Math.ceil(end / 2) + MARGIN);
  const [left, top] = [from(tile.x), from(tile.y)];
  const [right, bottom] = [to(tile.x + tile.width, photo.width), to(tile.y + tile.height, photo.height)];
  const part = cutPart(photo, left, top, right - left, bottom - top);
  return cutTile(await enlarge(part), { ...tile, x: tile.x - 2 * left, y: tile.y - 2 * top });
}

/**
 * Loads what enlarges photos.
 *
 * @param weights of a second stage with a generator; the one that ships with farface by default, and where they have none
 */
export async function loadEnlarger(
  name: EnlargerName,
  { weights, threads, device }: RunOptions & { readonly weights?: WeightsSource | undefined } = {},
): Promise<Enlarger> {
  if (name === 'lanczos') return LANCZOS;
  const given = weights === undefined ? undefined : await readVerificationFile(weights);
  const file = given?.preset.generator ? given : await readVerificationFile(undefined, 'generator');
  const size = file.preset.generator!;
  const model = buildModel(file.file, () => enhancementModel(file.weights, size));
  const probe = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => ((i * 37) % 256) / 127.5 - 1);
  const session = await Session.createChecked(model, { threads, device }, { regions: tensor(probe, [1, 3, 32, 32]) });
  return { enlarge: (picture) => drawTwice(picture, session), dispose: () => session.dispose() };
}

/** Drawn four times as large, piece by piece, and halved. */
async function drawTwice(picture: Image, session: Session): Promise<Image> {
  const { width, height } = picture;
  const data = new Uint8Array(4 * width * height * 3);
  for (let y = 0; y < height; y += PIECE) {
    for (let x = 0; x < width; x += PIECE) {
      const [across, down] = [Math.min(PIECE, width - x), Math.min(PIECE, height - y)];
      const sides = [across + 2 * MARGIN, down + 2 * MARGIN] as const;
      const planes = planesAround(picture, x - MARGIN, y - MARGIN, ...sides);
      const { refined } = await session.run({ regions: tensor(planes, [1, 3, sides[1], sides[0]]) }, ['refined']);
      const drawn = refined!.data as Float32Array;
      if (!allFinite(drawn)) throw notFinite('The generator');
      const half = halved(fromNetwork(drawn), 4 * sides[0], 4 * sides[1]);
      const piece = fromPlanes(half, 2 * sides[0], 2 * sides[1]);
      for (let row = 0; row < 2 * down; row++) {
        const start = 3 * ((2 * MARGIN + row) * piece.width + 2 * MARGIN);
        data.set(piece.data.subarray(start, start + 6 * across), 3 * ((2 * y + row) * 2 * width + 2 * x));
      }
    }
  }
  return { width: 2 * width, height: 2 * height, data };
}

/** `[3, height, width]`, −1 to 1; beyond the picture its border goes on. */
function planesAround(picture: Image, left: number, top: number, width: number, height: number): Float32Array {
  const planes = new Float32Array(3 * width * height);
  const inside = (value: number, limit: number) => Math.min(Math.max(value, 0), limit - 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (inside(top + y, picture.height) * picture.width + inside(left + x, picture.width));
      for (let channel = 0; channel < 3; channel++)
        planes[(channel * height + y) * width + x] = picture.data[from + channel]! / 127.5 - 1;
    }
  }
  return planes;
}

/** The means of 2 × 2 values of planes `[3, height, width]`. */
function halved(planes: Float32Array, width: number, height: number): Float32Array {
  const half = new Float32Array(planes.length / 4);
  let to = 0;
  for (let row = 0; row < 3 * height; row += 2) {
    for (let x = row * width; x < (row + 1) * width; x += 2)
      half[to++] = (planes[x]! + planes[x + 1]! + planes[x + width]! + planes[x + width + 1]!) / 4;
  }
  return half;
}

function cutPart(photo: Image, x: number, y: number, width: number, height: number): Image {
  if (width === photo.width && height === photo.height) return photo;
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const start = 3 * ((y + row) * photo.width + x);
    data.set(photo.data.subarray(start, start + 3 * width), 3 * row * width);
  }
  return { width, height, data };
}
