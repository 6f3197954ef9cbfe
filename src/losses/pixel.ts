import { add, multiply, reduceMean, subtract, type Tensor } from '../graph/index.js';

/** Mean squared error, over all elements of two tensors of the same shape; []. */
export function meanSquaredError(output: Tensor, truth: Tensor): Tensor {
  const error = subtract(output, truth);
  return reduceMean(multiply(error, error));
}

/**
 * The pixel-wise loss: both sub-networks against the real image,
 *   ‖G1(I_LR) − I_HR‖² + ‖G2(G1(I_LR)) − I_HR‖²
 * with the mean over pixels in place of the sum, as in SRGAN (Ledig et al. 2017, equation 4): α and β then mean the same
 * for images of any size.
 *
 * @param upsampled G1's image, refined G2's, truth the real one; −1 to 1, [batch, 3, side, side]
 */
export function pixelLoss(upsampled: Tensor, refined: Tensor, truth: Tensor): Tensor {
  return add(meanSquaredError(upsampled, truth), meanSquaredError(refined, truth));
}
