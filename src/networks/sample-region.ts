import { batchedProduct, reshape, type Tensor, transpose } from '../graph/index.js';

/**
 * Takes the candidates' regions out of the drawings of their windows: two products of matrices, which no gradient stops at.
 *
 * @param drawings [batch, 3, side, side]
 * @param rows,columns weights of the drawing's rows and columns, [batch, size, side], see `sampling`
 * @returns [batch, 3, size, size]
 */
export function sampleRegion(drawings: Tensor, rows: Tensor, columns: Tensor): Tensor {
  const [batch, channels, side] = drawings.shape as [Tensor['shape'][number], number, number];
  const size = rows.shape[1] as number;
  const lines = reshape(drawings, [batch, channels * side, side]);
  const narrow = reshape(batchedProduct(lines, transpose(columns, [0, 2, 1])), [batch, channels, side, size]);
  const stacked = reshape(transpose(narrow, [0, 2, 1, 3]), [batch, side, channels * size]);
  const small = reshape(batchedProduct(rows, stacked), [batch, size, channels, size]);
  return transpose(small, [0, 2, 1, 3]);
}
