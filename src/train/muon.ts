import {
  add,
  divide,
  elementCount,
  matrixProduct,
  multiply,
  reduceSum,
  reshape,
  type Shape,
  squareRoot,
  staticShape,
  type Tensor,
} from '../graph/index.js';

/** Smaller kernels, such as those of a network's outputs, are hardly matrices. */
const LEAST_SIDE = 16;
/** The root mean square of AdamW's usual steps: one rate then serves both (Liu et al. 2025, *Muon is scalable*, equation 4). */
const STEP_SIZE = 0.2;
/** Coefficients of the iteration: small singular values rise fast, and all end between about 0.7 and 1.2. */
const [LINEAR, CUBIC, QUINTIC] = [3.4445, -4.775, 2.0315] as const;
const ITERATIONS = 5;

/** Whether a parameter of this shape is for Muon: kernels, as matrices of [features, inputs · height · width]. */
export function isMatrix(shape: Shape): boolean {
  return Math.min(...matrixSides(shape)) >= LEAST_SIDE;
}

/**
 * The direction in which Muon (Jordan et al. 2024) moves a kernel: its momentum with all singular values made alike, so
 * that no few directions outweigh the others.
 */
export function muonDirection(momentum: Tensor): Tensor {
  const sides = matrixSides(momentum.shape);
  const direction = orthogonalize(reshape(momentum, sides));
  return reshape(multiply(direction, STEP_SIZE * Math.sqrt(Math.max(...sides))), momentum.shape);
}

/**
 * A matrix with the same singular vectors and singular values near 1, by a Newton–Schulz iteration:
 *   X ← 3.4445·X + (−4.775·XXᵀ + 2.0315·(XXᵀ)²)·X, from X / ‖X‖
 *
 * @param matrix [rows, columns]
 */
export function orthogonalize(matrix: Tensor): Tensor {
  const [rows, columns] = staticShape(matrix.shape) as [number, number];
  // The smaller of XXᵀ and XᵀX does the same work.
  const wide = rows <= columns;
  let x = divide(matrix, squareRoot(add(reduceSum(multiply(matrix, matrix)), 1e-14)));
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const square = matrixProduct(x, x, !wide, wide);
    const polynomial = add(multiply(square, CUBIC), multiply(matrixProduct(square, square), QUINTIC));
    x = add(multiply(x, LINEAR), wide ? matrixProduct(polynomial, x) : matrixProduct(x, polynomial));
  }
  return x;
}

function matrixSides(shape: Shape): [number, number] {
  const [rows = 1] = staticShape(shape);
  return [rows, elementCount(shape) / rows];
}
