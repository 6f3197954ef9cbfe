import type { Face } from '../geometry/face.js';
import { type Peer, SCORE_THRESHOLD } from './peer.js';

const STRIDES = [8, 16, 32] as const;

/** YuNet-n (libfacedetection.train): anchor-free, one candidate a cell. */
export const yunet: Peer = {
  name: 'YuNet-n',
  file: 'yunet_n.onnx',
  inputName: 'input',
  format: { channels: [2, 1, 0], mean: [0, 0, 0], deviation: 1 },
  input: { multiple: 32 },
  outputNames: STRIDES.flatMap((stride) => [`cls_${stride}`, `obj_${stride}`, `bbox_${stride}`]),
  decode: (outputs, width) =>
    STRIDES.flatMap((stride) =>
      decodeYunet(outputs[`cls_${stride}`]!, outputs[`obj_${stride}`]!, outputs[`bbox_${stride}`]!, stride, width),
    ),
};

/**
 * Faces of one stride, in pixels of the network's input. Cells run row by row; `box` holds 4 values a cell: the
 * centre's offset from the cell's corner, and the logarithms of width and height, all in strides. The score is
 * √(cls · obj), each clamped to 0–1.
 */
export function decodeYunet(
  cls: Float32Array,
  obj: Float32Array,
  box: Float32Array,
  stride: number,
  inputWidth: number,
): Face[] {
  const columns = inputWidth / stride;
  const faces: Face[] = [];
  for (let cell = 0; cell < cls.length; cell++) {
    const score = Math.sqrt(clamp(cls[cell]!) * clamp(obj[cell]!));
    if (score < SCORE_THRESHOLD) continue;
    const width = Math.exp(box[cell * 4 + 2]!) * stride;
    const height = Math.exp(box[cell * 4 + 3]!) * stride;
    const x = ((cell % columns) + box[cell * 4]!) * stride - width / 2;
    const y = (Math.floor(cell / columns) + box[cell * 4 + 1]!) * stride - height / 2;
    faces.push({ box: { x, y, width, height }, score });
  }
  return faces;
}

function clamp(probability: number): number {
  return Math.min(Math.max(probability, 0), 1);
}
