import type { Tensor } from 'onnxruntime-common';
import type { Image } from '../image/image.js';
import type { Photo, Writing } from '../image/photo.js';

/** A file: its path (in a browser its address), its URL, or its bytes. */
export type FileSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/** 16,383²: 0.8 GB once decoded. A 12,000 × 8,000 photo is a third of it. */
export const MAX_PIXELS = 16_383 ** 2;

/** How to read a picture. */
export interface ReadOptions {
  /** Pictures of more pixels are refused before they are decoded. */
  readonly maxPixels?: number;
  /** What errors call the picture; by default its path, or "picture" where only its bytes are known. */
  readonly name?: string;
}

/** How a picture is read by farface itself. */
export interface DecodeOptions extends ReadOptions {
  /** Awaited with the number of pixels as soon as it is known: where memory is short, decoding waits. */
  readonly admit?: (pixels: number) => Promise<void>;
}

/**
 * What networks run on: `cpu`; `webgpu`, any GPU, without drivers of farface's own; `cuda`, `coreml`, `dml` where ONNX Runtime
 * has them. `auto` takes a GPU where one is known to be there (CUDA where its libraries are installed; on macOS and in browsers
 * WebGPU), and else the CPU.
 */
export const DEVICES = ['auto', 'cpu', 'webgpu', 'cuda', 'coreml', 'dml'] as const;
export type Device = (typeof DEVICES)[number];

/** A model that is loaded: what is used of ONNX Runtime's own sessions. */
export interface Inference {
  readonly inputNames: readonly string[];
  /** Runs the model; `outputs` limits what is fetched. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  run(inputs: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
  endProfiling(): void;
}

/** A model that is loaded, and what it runs on. */
export interface OpenSession {
  readonly inner: Inference;
  readonly device: Exclude<Device, 'auto'>;
  /** Awaited after each run where runs block their thread: lets in what waits there, an abort for example. */
  readonly breathe?: () => Promise<void>;
}

/**
 * A thread of its own for sessions, in which they run one at a time while JavaScript goes on in the caller's: in Node a session
 * holds the thread up that runs it. The thread ends with the last session in it.
 */
export interface SessionThread {
  /** As `Platform.openSession`. */
  open(model: Uint8Array, options: SessionOptions): Promise<OpenSession>;
}

/** Where farface's own kernels run, in one thread: the caller's. */
export interface KernelPlace {
  /** Whether they are faster than ONNX Runtime in so many threads, all cores by default. */
  areFaster(threads: number | undefined): boolean;
  /** Awaited after each run: lets in what waits in this thread, an abort for example. */
  breathe(): Promise<void>;
}

/** Where threads for sessions come from. */
export interface SessionThreads {
  /** As many as keep the machine busy. */
  readonly cores: number;
  open(): SessionThread;
}

/** How a model is run. */
export interface SessionOptions {
  /** `cpu` by default. */
  readonly device?: Device | undefined;
  /** Outputs that stay in the device's memory, to be given back as inputs; those of a CPU always do. */
  readonly kept?: readonly string[] | undefined;
  /** Threads within one operation; all cores by default. */
  readonly threads?: number | undefined;
  /**
   * Keep threads spinning between operations, as ONNX Runtime does unless told: a little faster for one network on an idle
   * machine. Two networks that take turns take each other's cores so: both stages of detection take a third longer.
   */
  readonly spinning?: boolean | undefined;
  /** Nothing of what fails is printed: whoever runs the model gets the error. */
  readonly quiet?: boolean | undefined;
  /** Record what each operation takes, in a file whose name starts so; `endProfiling` of the session writes it. */
  readonly profilePrefix?: string | undefined;
}

/** A photo as a file, without any metadata but the profile that its samples are in. */
export interface EncodedPhoto {
  readonly file: Uint8Array;
  readonly profile?: Uint8Array | undefined;
}

/** The weights that ship with farface: a file each. */
export type ShippedWeights = 'proposals' | 'verification' | 'generator';

/**
 * What farface needs of the machine that it runs on. Everything else is the same in Node and in browsers: it imports
 * `platform` from `#platform`, which the package's `imports` resolve to one of the folders here.
 */
export interface Platform {
  /** Decodes a picture file: upright, 8-bit sRGB, on white. Throws `InputError` that names it where that cannot be. */
  readImage(source: FileSource, options?: DecodeOptions): Promise<Image>;
  /**
   * Decodes a picture file whole: every frame and page, in its own depth and colours. Throws `InputError` that names it
   * where it cannot be read, or holds something that cannot be looked at.
   */
  decodePhoto(source: FileSource, options?: Omit<DecodeOptions, 'maxPixels'>): Promise<Photo>;
  /** All that can be seen of one of a photo's frames, in 8-bit sRGB: one picture, or where it is transparent up to three. */
  viewsOf(photo: Photo, frame: number): Promise<Image[]>;
  /**
   * Writes a photo as `writing` says, with its frames' profiles and without any other metadata. Throws `InputError` that begins
   * with `name` where that cannot be.
   */
  encodePhoto(photo: Photo, writing: Writing, name: string): Promise<EncodedPhoto>;
  /** What errors call a file: its path, the name of a `File`, or "picture" where only its bytes are known. */
  nameOf(source: FileSource): string;
  /** The bytes of a file. Throws `InputError` where it cannot be read: "NAME: does not exist; expected EXPECTED". */
  readBytes(source: FileSource, name: string, expected?: string): Promise<Uint8Array>;
  /** Where a file of weights that ships with farface lies. */
  shippedWeights(name: ShippedWeights): string;
  /** The device that is meant where `device` was asked for, or nothing. */
  deviceHere(device: Device | undefined): Promise<Device>;
  /**
   * Loads a model from the bytes of a .onnx file into ONNX Runtime. Throws `InputError` where the device cannot be had.
   */
  openSession(model: Uint8Array, options: SessionOptions): Promise<OpenSession>;
  /** Where farface's own kernels may run networks of 8 bits; undefined where ONNX Runtime always does so faster. */
  readonly kernels: KernelPlace | undefined;
  /** Threads for sessions; undefined where there are none, or none are needed. */
  readonly threads: SessionThreads | undefined;
}
