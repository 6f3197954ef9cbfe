/** Luma weights of ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Peak signal-to-noise ratio in decibels of pictures with values from 0 to `peak`: 10 · log₁₀(peak² / mean squared error).
 * Infinite where they are the same.
 */
export function psnr(picture: Float32Array, truth: Float32Array, peak = 255): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i += 1) sum += (picture[i]! - truth[i]!) ** 2;
  return 10 * Math.log10((peak * peak * truth.length) / sum);
}

/**
 * Structural similarity of the lumas of two pictures, −1 to 1 (Wang et al. 2004, equation 13): a Gaussian window of 11 × 11
 * pixels and deviation 1.5 at every place where it lies inside, K₁ = .01, K₂ = .03.
 *
 * @param picture, truth `[3, size, size]`, 0 to `peak`
 */
export function ssim(picture: Float32Array, truth: Float32Array, size: number, peak = 255): number {
  const [x, y] = [luma(picture), luma(truth)];
  const product = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]!);
  const smooth = (plane: Float64Array) => convolveInside(plane, size);
  const [meanX, meanY] = [smooth(x), smooth(y)];
  const [squareX, squareY, cross] = [smooth(product(x, x)), smooth(product(y, y)), smooth(product(x, y))];
  const [c1, c2] = [(0.01 * peak) ** 2, (0.03 * peak) ** 2];
  let sum = 0;
  for (let i = 0; i < meanX.length; i += 1) {
    const [mx, my] = [meanX[i]!, meanY[i]!];
    const [vx, vy, covariance] = [squareX[i]! - mx * mx, squareY[i]! - my * my, cross[i]! - mx * my];
    sum += ((2 * mx * my + c1) * (2 * covariance + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2));
  }
  return sum / meanX.length;
}

function luma(planes: Float32Array): Float64Array {
  const length = planes.length / 3;
  return Float64Array.from({ length }, (_, i) =>
    LUMA.reduce((sum, weight, channel) => sum + weight * planes[channel * length + i]!, 0),
  );
}

const WINDOW = 11;
const KERNEL = (() => {
  const values = Array.from({ length: WINDOW }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
  const sum = values.reduce((a, b) => a + b);
  return values.map((value) => value / sum);
})();

/** Gaussian means at the places where the window lies inside: `[size − 10, size − 10]`. */
function convolveInside(plane: Float64Array, size: number): Float64Array {
  const inner = size - WINDOW + 1;
  const rows = new Float64Array(size * inner);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < inner; x += 1) {
      rows[y * inner + x] = KERNEL.reduce((sum, weight, tap) => sum + weight * plane[y * size + x + tap]!, 0);
    }
  }
  const result = new Float64Array(inner * inner);
  for (let y = 0; y < inner; y += 1) {
    for (let x = 0; x < inner; x += 1) {
      result[y * inner + x] = KERNEL.reduce((sum, weight, tap) => sum + weight * rows[(y + tap) * inner + x]!, 0);
    }
  }
  return result;
}
