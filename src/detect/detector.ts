import { z } from 'zod';
import { validate } from '../errors/validate.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import { readImage } from '../image/read.js';
import { findFaces } from './find-faces.js';
import { loadProposer } from './load-proposer.js';
import {
  type DetectOptions,
  type DetectorOptions,
  type DetectSettings,
  detectOptions,
  detectorOptions,
} from './options.js';
import type { Proposer } from './proposer.js';

/** What was found in one photo. */
export interface Detection {
  /** Size of the upright photo in pixels. */
  readonly width: number;
  readonly height: number;
  /** Best first. */
  readonly faces: Face[];
}

/** Options of one call. */
export interface DetectCall extends DetectOptions {
  /** Stops the search between two tiles; `detect` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the photo that is done, above 0 to 1: a large one takes many steps. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

const imageSchema = z
  .object({
    width: z.int('expected a whole number of pixels').positive('expected at least 1 pixel'),
    height: z.int('expected a whole number of pixels').positive('expected at least 1 pixel'),
    data: z.instanceof(Uint8Array, { error: 'expected a Uint8Array' }),
  })
  .refine(({ width, height, data }) => data.length === width * height * 3, {
    error: 'expected width · height · 3 bytes of RGB',
    path: ['data', 'length'],
  });

/**
 * Loads farface's model.
 *
 * @throws InputError where an option or the model's file is wrong
 * @example
 * const detector = await createDetector();
 * const { faces } = await detector.detect('crowd.jpg');
 * // [{ box: { x: 612.4, y: 208.1, width: 8.7, height: 11.3 }, score: 0.93 }, …]
 * await detector.dispose();
 */
export async function createDetector(options: DetectorOptions = {}): Promise<Detector> {
  const { weights, threads } = validate(detectorOptions, options);
  return new Detector(await loadProposer({ weights, threads }), options);
}

/** Finds faces in photos. Several detectors may live side by side, in worker threads too. */
export class Detector {
  readonly #model: Proposer;
  readonly #defaults: DetectSettings;
  readonly #tile: number;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #calls = new Set<Promise<Detection>>();
  #disposed = false;

  /** Most callers want `createDetector`; this is for a network of one's own. */
  constructor(model: Proposer, defaults: DetectorOptions = {}) {
    this.#model = model;
    const { weights: _, threads: __, tile, ...settings } = validate(detectorOptions, defaults);
    this.#tile = tile;
    this.#defaults = settings;
  }

  /**
   * The faces of one photo: a file's path, the bytes of a file (JPEG, PNG, WebP, AVIF, TIFF, GIF) or pixels.
   * Calls may overlap: the next photo is decoded while the network looks at this one.
   *
   * @throws InputError where the photo cannot be read or an option is wrong
   */
  detect(source: string | Uint8Array | Image, options: DetectCall = {}): Promise<Detection> {
    const call = this.#detect(source, options);
    this.#calls.add(call);
    return call.finally(() => this.#calls.delete(call));
  }

  /** Frees the model once the calls under way are done. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await Promise.allSettled(this.#calls);
    await this.#model.dispose();
  }

  async #detect(source: string | Uint8Array | Image, { signal, onProgress, ...call }: DetectCall): Promise<Detection> {
    if (this.#disposed) throw new Error('This detector is disposed of: make a new one with createDetector().');
    const settings = validate(detectOptions, { ...this.#defaults, ...defined(call) });
    const image = await toImage(source);
    const faces = await this.#inTurn(() =>
      findFaces(image, this.#model, { ...settings, tile: this.#tile, signal, onProgress }),
    );
    return { width: image.width, height: image.height, faces };
  }

  /** One photo at a time goes through the network: it uses all cores, and two would need twice the memory. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Without the keys that hold undefined, which would otherwise hide a default. */
function defined(options: DetectOptions): DetectOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function toImage(source: string | Uint8Array | Image): Promise<Image> {
  if (typeof source === 'string' || source instanceof Uint8Array) return readImage(source);
  return validate(imageSchema, source, (path) => `image.${path}`);
}
