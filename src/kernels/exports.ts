import { KERNELS } from './module.js';

/** What `assembly/byte-kernels.ts` exports; addresses and lengths are whole numbers. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  base(): number;
  pad(x: number, h: number, w: number, c: number, fill: number, y: number, columns: number, below: number): void;
  winograd(...call: [...Picture, ...Numbers, groups: number, ...Code, ...Made]): void;
  direct(...call: [...Picture, ...Window, ...Numbers, groups: number, features: number, ...Code, ...Made]): void;
  add(...call: [...Summand, ...Summand, ...Code, y: number, length: number]): void;
  double(x: number, h: number, w: number, c: number, y: number): void;
}

type Picture = [x: number, columns: number, c: number];
type Window = [rows: number, run: number, down: number, across: number];
type Numbers = [kernel: number, bias: number, scale: number];
/** What bytes less their zero point are from and to, and the zero point. */
type Code = [least: number, most: number, zeroPoint: number];
type Made = [y: number, h: number, w: number, scratch: number];
type Summand = [bytes: number, ratio: number, zeroPoint: number];

let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels with a memory of their own. */
export async function openKernels(): Promise<KernelExports> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(KERNELS), (letter) => letter.charCodeAt(0)));
  const { exports } = await WebAssembly.instantiate(await compiled);
  // The file beside it is compiled from what the types above say.
  return exports as unknown as KernelExports;
}
