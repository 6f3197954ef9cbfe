import type { Quantization } from '../graph/index.js';

/**
 * Ratios of scales are multiples of 1 / PARTS. An odd number: then no sum of bytes, each times its ratio, lies nearer to the
 * middle of two bytes than 1 / (2 · PARTS), which is far more than what float32 is off by.
 */
const PARTS = 1023;

/**
 * Scales for a sum of bytes that is the same on every processor. ONNX Runtime multiplies each byte by the ratio of its scale
 * to the sum's in float32; processors with fused multiplication round once where others round twice, and not all round a
 * middle alike. So sums that would lie there became the byte below here and the byte above there.
 *
 * @param kept scale of the summand whose bytes are there already
 * @param addend what the other's bytes are to stand for; what comes back holds at least as much
 * @param sum likewise
 */
export function sumScales(
  kept: number,
  addend: Quantization,
  sum: Quantization,
): { readonly addend: Quantization; readonly sum: Quantization } {
  const parts = Math.floor((kept / sum.scale) * PARTS);
  // Next to such a sum the summand is nothing.
  if (parts === 0) return { addend, sum };
  const scale = (kept * PARTS) / parts;
  return {
    addend: widened(addend, (Math.ceil((addend.scale / scale) * PARTS) / PARTS) * scale),
    sum: widened(sum, scale),
  };
}

const widened = ({ scale, zeroPoint }: Quantization, to: number): Quantization => ({
  scale: to,
  zeroPoint: Math.round((zeroPoint * scale) / to),
});
