import { compile, convolution, dequantizeLinear, dequantizePerFeature, Graph, quantizeLinear } from '../graph/index.js';
import type { KernelBits } from '../networks/quantize-kernel.js';
import { Session, tensor } from '../runtime/session.js';

/** A convolution as the networks have them, of the largest bytes and weights. */
const SIDE = 8;
const CHANNELS = 32;
const INNER = CHANNELS * 9;

let known: Promise<KernelBits | undefined> | undefined;

/**
 * How many bits kernels may have so that this machine multiplies them with bytes and sums up exactly; undefined where it does
 * neither with 8 nor with 7. CPUs without instructions for this add two products in 16 bits, which are clipped: 2 · 255 · 127
 * does not fit, 2 · 255 · 63 does. Found out once, by a sum that is known.
 *
 * @param threads those of the networks that ask: in browsers the first session of all decides how many there are
 */
export function exactKernelBits(threads?: number): Promise<KernelBits | undefined> {
  known ??= probe([8, 7], (bits) => isExact(bits, (sums) => sumsHere(sums, threads))).catch((error: unknown) => {
    known = undefined; // It may be asked again, as where a file could not be loaded.
    throw error;
  });
  return known;
}

/** The first of several widths that computes exactly. */
export async function probe(
  widths: readonly KernelBits[],
  exact: (bits: KernelBits) => Promise<boolean>,
): Promise<KernelBits | undefined> {
  for (const bits of widths) if (await exact(bits)) return bits;
  return undefined;
}

/** A convolution's largest sums: bytes of 255 times weights that are all `most`, or all −`most`, in `sign`s of features. */
export interface KnownSums {
  readonly most: number;
  /** Factors that a sum has. */
  readonly inner: number;
  /** 1 or −1 for each feature. */
  readonly signs: readonly number[];
  /** Of an answer's byte: exact sums give 128 + 100 or 128 − 100. */
  readonly scale: number;
}

/**
 * Whether `sums`, which computes them somewhere, gives what they are.
 *
 * @example
 * await isExact(8, async ({ signs }) => signs.map((sign) => 128 + 100 * sign)); // true
 */
export async function isExact(
  bits: KernelBits,
  sums: (known: KnownSums) => Promise<readonly number[]>,
): Promise<boolean> {
  const most = 2 ** (bits - 1) - 1;
  // The first half of the features sums up to the top, the other to the bottom.
  const signs = Array.from({ length: 2 * CHANNELS }, (_, feature) => (feature < CHANNELS ? 1 : -1));
  const found = await sums({ most, inner: INNER, signs, scale: (INNER * 255 * most) / 100 });
  return signs.every((sign, feature) => found[feature] === 128 + sign * 100);
}

/** As ONNX Runtime computes them on this machine. */
async function sumsHere({ most, inner, signs, scale }: KnownSums, threads: number | undefined): Promise<number[]> {
  const graph = new Graph();
  const x = graph.input('x', [1, CHANNELS, SIDE, SIDE], 'uint8');
  const features = signs.length;
  const kernel = Int8Array.from({ length: features * inner }, (_, i) => signs[Math.floor(i / inner)]! * most);
  const ones = new Float32Array(features).fill(1);
  const weight = dequantizePerFeature(graph.constant(kernel, [features, CHANNELS, 3, 3]), ones);
  const bias = dequantizePerFeature(graph.constant(new Int32Array(features), [features]), ones);
  const sum = convolution(dequantizeLinear(x, { scale: 1, zeroPoint: 0 }), weight, { bias, padding: 1 });
  const session = await Session.create(compile({ y: quantizeLinear(sum, { scale, zeroPoint: 128 }) }), { threads });
  try {
    const { y } = await session.run({
      x: tensor(new Uint8Array(CHANNELS * SIDE ** 2).fill(255), [1, CHANNELS, SIDE, SIDE]),
    });
    const answers = y!.data as Uint8Array;
    // Inside, where the whole kernel counts.
    return signs.map((_, feature) => answers[feature * SIDE ** 2 + SIDE + 1]!);
  } finally {
    await session.dispose();
  }
}
