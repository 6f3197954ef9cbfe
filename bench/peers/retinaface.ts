import type { Face } from '../../src/geometry/face.js';
import { type Peer, SCORE_THRESHOLD } from '../../src/label/peer.js';

/** Sides of the two square priors of a cell, per stride. */
const PRIORS = [
  { stride: 8, sides: [16, 32] },
  { stride: 16, sides: [64, 128] },
  { stride: 32, sides: [256, 512] },
] as const;
const CENTRE_VARIANCE = 0.1;
const SIZE_VARIANCE = 0.2;

/** RetinaFace with MobileNet 0.25 (Pytorch_Retinaface): SSD's priors, two a cell. */
export const retinaface: Peer = {
  name: 'RetinaFace-mnet0.25',
  file: 'retinaface_mnet025.onnx',
  inputName: 'input',
  format: { channels: [2, 1, 0], mean: [104, 117, 123], deviation: 1 },
  input: { multiple: 32 },
  outputNames: ['bbox', 'confidence'],
  decode: (outputs, width, height) => decodeRetinaface(outputs.bbox!, outputs.confidence!, width, height),
};

/**
 * Faces in pixels of the network's input. Priors run by stride, row, column, side; `offsets` holds 4 values a prior
 * (SSD's encoding: the centre's shift in sides × .1, and the logarithms of the sides' ratios × .2), `confidence` the
 * probabilities of background and face.
 */
export function decodeRetinaface(
  offsets: Float32Array,
  confidence: Float32Array,
  inputWidth: number,
  inputHeight: number,
): Face[] {
  const faces: Face[] = [];
  let prior = 0;
  for (const { stride, sides } of PRIORS) {
    const rows = Math.ceil(inputHeight / stride);
    const columns = Math.ceil(inputWidth / stride);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const side of sides) {
          const at = prior++;
          const score = confidence[at * 2 + 1]!;
          if (score < SCORE_THRESHOLD) continue;
          const width = side * Math.exp(offsets[at * 4 + 2]! * SIZE_VARIANCE);
          const height = side * Math.exp(offsets[at * 4 + 3]! * SIZE_VARIANCE);
          const x = (column + 0.5) * stride + offsets[at * 4]! * CENTRE_VARIANCE * side - width / 2;
          const y = (row + 0.5) * stride + offsets[at * 4 + 1]! * CENTRE_VARIANCE * side - height / 2;
          faces.push({ box: { x, y, width, height }, score });
        }
      }
    }
  }
  return faces;
}
