import { platform } from '#platform';
import { validate } from '../errors/validate.js';
import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import type { Image } from '../image/image.js';
import type { Photo } from '../image/photo.js';
import { defined } from './defined.js';
import { DEFAULT_ENLARGER } from './enlargers.js';
import { countTiles, type FindSettings, findFaces, isVisible } from './find-faces.js';
import { Lanes } from './lanes.js';
import { type Networks, openCrew, openNetworks, prepareModels } from './networks.js';
import {
  type DetectOptions,
  type DetectorOptions,
  type DetectSettings,
  detectOptions,
  detectorOptions,
} from './options.js';
import { PhotoGate } from './photo-gate.js';
import type { Proposer } from './proposer.js';
import type { Seen } from './seen.js';
import { type Looks, looksAt, type PhotoSource, withLooks } from './source.js';
import { verificationFileOf } from './verification-file.js';
import type { Verifier } from './verifier.js';
import { warmUp } from './warm-up.js';
import { type Enlarger, LANCZOS, loadEnlarger } from './zoom.js';

/** What was found in one photo. */
export interface Detection {
  /** Size of the upright photo in pixels. */
  readonly width: number;
  readonly height: number;
  /** Of all frames and pages where there are several, which `frame` tells apart; of each of them the best first. */
  readonly faces: Face[];
  /** How many frames or pages the file has, where there are several. Pages may differ in size from the first. */
  readonly frames?: number;
  /** What was wrong with the file and did not keep it from being looked at. */
  readonly warnings?: readonly string[];
}

/** The share of the work that finding candidates is, where a second stage follows: crowds take about as long again. */
const FINDING = 0.5;

/** Options of one call. */
export interface DetectCall extends DetectOptions {
  /** What errors call the photo; by default its path, or "picture" where only its bytes are known. */
  readonly name?: string | undefined;
  /** Stops the search between two tiles; `detect` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the photo that is done, above 0 to 1: a large one takes many steps. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** How a photo that is decoded is looked at. */
interface LookCall extends DetectCall {
  /** What was found in photos like it, with the same options. */
  readonly seen?: Seen | undefined;
}

/** What is passed on to where the looking is done. */
type Look = Pick<LookCall, 'signal' | 'onProgress' | 'seen'>;

/**
 * Loads farface's models.
 *
 * @throws InputError where an option or the model's file is wrong
 * @example
 * const detector = await createDetector();
 * const { faces } = await detector.detect('crowd.jpg');
 * // [{ box: { x: 612.4, y: 208.1, width: 8.7, height: 11.3 }, score: 0.93 }, …]
 * await detector.dispose();
 */
export async function createDetector(options: DetectorOptions = {}): Promise<Detector> {
  const {
    weights,
    precision,
    device,
    verify,
    verificationWeights,
    parallel = 1,
    threads,
    zoom,
    zoomBy,
  } = validate(detectorOptions, options);
  const verification = verificationFileOf({ verify, weights, verificationWeights });
  const models = await prepareModels(weights, verification, {
    ...{ precision, device },
    threads: parallel > 1 ? (threads ?? 1) : threads,
  });
  const onCpu = (await platform.deviceHere(device)) === 'cpu';
  const enlarger =
    zoom && (await loadEnlarger(zoomBy ?? DEFAULT_ENLARGER, { weights: verificationWeights, threads, device }));
  if (parallel > 1) {
    const { model, verifier } = await openCrew(models, parallel, { threads: threads ?? 1, apart: onCpu });
    return new Detector(model, options, verifier, undefined, enlarger);
  }
  const { model, verifier } = await openNetworks(models, { threads });
  const cores = platform.threads && onCpu ? (threads ?? platform.threads.cores) : 1;
  const size = Math.min(cores, LARGEST_CREW);
  if (size < 2) return new Detector(model, options, verifier, undefined, enlarger);
  const crew = () => openCrew(models, size, { threads: Math.floor(cores / size), apart: true });
  return new Detector(model, options, verifier, crew, enlarger);
}

/** Networks that look at one photo: each needs memory of its own. */
const LARGEST_CREW = 4;

/** In photos of more tiles several networks look at a tile each; it takes a while to load them. */
const FEW_TILES = 4;

/** Side of the tiles then: several networks need not much more memory so than one at the usual side. */
const CREW_TILE = 1152;

/** Finds faces in photos. Several detectors may live side by side, in worker threads too. */
export class Detector {
  readonly #networks: Networks;
  readonly #crew: (() => Promise<Networks>) | undefined;
  #loadedCrew: Promise<Networks> | undefined;
  /** Photos that networks look at: each needs memory. */
  readonly #photos: Lanes<number>;
  readonly #defaults: DetectSettings;
  /** Side of the largest piece that is looked at at once, and whether mirror images and the photo enlarged are. */
  readonly #looks: Pick<FindSettings, 'tile' | 'mirror' | 'zoom'>;
  readonly #enlarger: Enlarger;
  readonly #gate: PhotoGate;
  readonly #calls = new Set<Promise<Detection>>();
  #warming: Promise<void> | undefined;
  #disposed = false;

  /**
   * Most callers want `createDetector`; this is for a network of one's own.
   *
   * @param crew loads networks that do the same and take several tiles at once, for large photos
   * @param enlarger what enlarges photos where `zoom` is set, by default Lanczos's kernel
   */
  constructor(
    model: Proposer,
    defaults: DetectorOptions = {},
    verifier?: Verifier,
    crew?: () => Promise<Networks>,
    enlarger: Enlarger = LANCZOS,
  ) {
    this.#networks = { model, verifier };
    this.#crew = crew;
    this.#enlarger = enlarger;
    const { inFlight = 1 } = model;
    this.#photos = new Lanes(Array.from({ length: inFlight }, (_, number) => number));
    // One is decoded beside those that networks look at.
    this.#gate = new PhotoGate(1 + inFlight);
    const { threshold, minFace, maxSide, nms, maxCandidates, tile, mirror, zoom } = validate(detectorOptions, defaults);
    this.#looks = { tile, mirror, zoom: zoom && { factor: zoom, enlarger } };
    this.#defaults = { threshold, minFace, maxSide, nms, maxCandidates };
  }

  /**
   * The faces of one photo: a file's path or URL, the bytes of a file (JPEG, PNG, WebP, AVIF, TIFF, GIF) or pixels. All frames
   * of an animation and all pages of a TIFF are looked at; what is transparent is looked at on white, on black, and where
   * it is so in part without its transparency.
   * Any number of calls may overlap: the next photo is decoded while the network looks at this one, the others wait.
   *
   * @throws InputError where the photo cannot be read or an option is wrong
   */
  detect(source: PhotoSource, options: DetectCall = {}): Promise<Detection> {
    return this.#counted(options, (settings) =>
      withLooks(source, this.#gate, options, (looks) => this.#detect(looks, settings, options)),
    );
  }

  /**
   * The faces of a photo that is decoded already.
   *
   * @internal
   */
  detectPhoto(photo: Photo, { seen, ...options }: LookCall = {}): Promise<Detection> {
    return this.#counted(options, (settings) => this.#detect(looksAt(photo), settings, { ...options, seen }));
  }

  /**
   * Makes the first photo as fast as the others, by runs of the networks on next to nothing. Browsers compile WebAssembly as
   * it is used: call it there while the user still chooses a photo. A photo that comes meanwhile waits for one run.
   *
   * @param options `signal` ends it early, without an error
   * @example
   * const detector = await createDetector();
   * void detector.warmUp();
   */
  warmUp({ signal }: Pick<DetectCall, 'signal'> = {}): Promise<void> {
    this.#warming ??= warmUp(
      this.#networks,
      () => this.#calls.size > 0 || this.#disposed || (signal?.aborted ?? false),
    );
    return this.#warming;
  }

  /** Photos that its networks look at, at most. */
  get photos(): number {
    return this.#photos.lanes.length;
  }

  /** Frees the models once the calls under way are done. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await Promise.allSettled([...this.#calls, this.#warming]);
    const crew = await this.#loadedCrew?.catch(() => undefined);
    const all = [this.#networks, ...(crew ? [crew] : [])];
    const networks = all.flatMap(({ model, verifier }) => [model.dispose(), verifier?.dispose()]);
    await Promise.all([...networks, this.#enlarger.dispose()]);
  }

  #counted(options: DetectCall, work: (settings: DetectSettings) => Promise<Detection>): Promise<Detection> {
    const call = this.#settings(options).then(work);
    this.#calls.add(call);
    return call.finally(() => this.#calls.delete(call));
  }

  /** Async, so that what is wrong rejects. */
  async #settings({
    name: _name,
    signal: _signal,
    onProgress: _onProgress,
    ...call
  }: DetectCall): Promise<DetectSettings> {
    if (this.#disposed) throw new Error('This detector is disposed of: make a new one with createDetector().');
    return validate(detectOptions, { ...this.#defaults, ...defined(call) });
  }

  async #detect(
    { frames, warnings }: Looks,
    settings: DetectSettings,
    { signal, onProgress, seen }: Look,
  ): Promise<Detection> {
    const faces: Face[] = [];
    for (const [frame, { views }] of frames.entries()) {
      const images = await views();
      const found: Face[] = [];
      for (const [view, image] of images.entries()) {
        const progress = (share: number) => onProgress?.((frame + (view + share) / images.length) / frames.length);
        for (const face of await this.#look(image, settings, { signal, seen, onProgress: progress })) found.push(face);
      }
      // What one view shows, another may show as well.
      const distinct = images.length > 1 ? suppress(found, settings.nms) : found;
      for (const face of distinct) faces.push(frames.length > 1 ? { ...face, frame } : face);
    }
    const { width, height } = frames[0]!;
    return {
      ...{ width, height, faces },
      ...(frames.length > 1 && { frames: frames.length }),
      ...(warnings.length > 0 && { warnings }),
    };
  }

  #look(image: Image, settings: DetectSettings, call: Look): Promise<Face[]> {
    return this.#photos.use(async () => {
      const { networks, looks } = await this.#networksFor(image, settings);
      return networks.verifier
        ? this.#findAndVerify(image, networks.model, networks.verifier, { ...settings, ...looks }, call)
        : findFaces(image, networks.model, { ...settings, ...looks, ...call, seen: call.seen?.tiles });
    });
  }

  async #networksFor({ width, height }: Image, settings: DetectSettings) {
    const looks = this.#looks;
    if (countTiles(width, height, { ...settings, ...looks }) <= FEW_TILES) return { networks: this.#networks, looks };
    if (this.#crew) this.#loadedCrew ??= this.#crew();
    const networks = (await this.#loadedCrew) ?? this.#networks;
    const several = (networks.model.inFlight ?? 1) > 1;
    return { networks, looks: several ? { ...looks, tile: Math.min(looks.tile, CREW_TILE) } : looks };
  }

  /** Suppression comes first, on the proposals' scores: no box is looked at twice. The threshold is for the combined ones. */
  async #findAndVerify(
    image: Image,
    model: Proposer,
    verifier: Verifier,
    { threshold, maxCandidates, ...settings }: DetectSettings & Pick<FindSettings, 'tile' | 'mirror' | 'zoom'>,
    { signal, onProgress, seen }: Look,
  ): Promise<Face[]> {
    const candidates = await findFaces(image, model, {
      ...settings,
      threshold: Math.min(threshold, verifier.combination.minProposal),
      // The second stage moves boxes: which are tall enough is known after it.
      shortest: 0,
      seen: seen?.tiles,
      signal,
      onProgress: (share) => onProgress?.(FINDING * share),
    });
    const faces = await verifier.verify(image, candidates, {
      maxCandidates,
      nms: settings.nms,
      seen: seen?.regions,
      signal,
      onProgress: (share) => onProgress?.(FINDING + (1 - FINDING) * share),
    });
    return faces.filter(({ score, box }) => score >= threshold && box.height >= settings.minFace && isVisible(box));
  }
}
