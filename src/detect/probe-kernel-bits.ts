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
 */
export function exactKernelBits(): Promise<KernelBits | undefined> {
  known ??= probe([8, 7], isExact);
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

async function isExact(bits: KernelBits): Promise<boolean> {
  const most = 2 ** (bits - 1) - 1;
  const graph = new Graph();
  const x = graph.input('x', [1, CHANNELS, SIDE, SIDE], 'uint8');
  const features = 2 * CHANNELS;
  // The first half of the features sums up to the top, the other to the bottom.
  const sign = (feature: number) => (feature < CHANNELS ? 1 : -1);
  const kernel = Int8Array.from({ length: features * INNER }, (_, i) => sign(Math.floor(i / INNER)) * most);
  const ones = new Float32Array(features).fill(1);
  const weight = dequantizePerFeature(graph.constant(kernel, [features, CHANNELS, 3, 3]), ones);
  const bias = dequantizePerFeature(graph.constant(new Int32Array(features), [features]), ones);
  const sum = convolution(dequantizeLinear(x, { scale: 1, zeroPoint: 0 }), weight, { bias, padding: 1 });
  const session = await Session.create(
    compile({ y: quantizeLinear(sum, { scale: (INNER * 255 * most) / 100, zeroPoint: 128 }) }),
    { threads: 1 },
  );
  try {
    const { y } = await session.run({
      x: tensor(new Uint8Array(CHANNELS * SIDE ** 2).fill(255), [1, CHANNELS, SIDE, SIDE]),
    });
    const sums = y!.data as Uint8Array;
    // Inside, where the whole kernel counts.
    return Array.from({ length: features }, (_, feature) => sums[feature * SIDE ** 2 + SIDE + 1]).every(
      (value, feature) => value === 128 + sign(feature) * 100,
    );
  } finally {
    await session.dispose();
  }
}
