import type { Face } from '../geometry/face.js';
import { type Peer, SCORE_THRESHOLD } from './peer.js';

const STRIDES = [8, 16, 32] as const;
const ANCHORS_PER_CELL = 2;
const SIDE = 640;

/** SCRFD (InsightFace) of 0.5 and of 2.5 GFLOPs: distances to the four sides, two anchors a cell. */
export const scrfd500m: Peer = scrfd('SCRFD-0.5G', 'scrfd_500m_kps.onnx');
export const scrfd2500m: Peer = scrfd('SCRFD-2.5G', 'scrfd_2.5g_kps.onnx');

function scrfd(name: string, file: string): Peer {
  return {
    name,
    file,
    inputName: 'images',
    format: { channels: [0, 1, 2], mean: [127.5, 127.5, 127.5], deviation: 128 },
    input: { side: SIDE },
    outputNames: STRIDES.flatMap((_, level) => [`out${level}`, `out${level + STRIDES.length}`]),
    decode: (outputs, width) =>
      STRIDES.flatMap((stride, level) =>
        decodeScrfd(outputs[`out${level}`]!, outputs[`out${level + STRIDES.length}`]!, stride, width),
      ),
  };
}

/**
 * Faces of one stride, in pixels of the network's input. Anchors run by row, column, anchor; `distances` holds 4 values
 * an anchor, in strides: from the cell's corner to the left, top, right and bottom of the face.
 */
export function decodeScrfd(scores: Float32Array, distances: Float32Array, stride: number, inputWidth: number): Face[] {
  const columns = inputWidth / stride;
  const faces: Face[] = [];
  for (let anchor = 0; anchor < scores.length; anchor++) {
    const score = scores[anchor]!;
    if (score < SCORE_THRESHOLD) continue;
    const cell = Math.floor(anchor / ANCHORS_PER_CELL);
    const left = distances[anchor * 4]!;
    const top = distances[anchor * 4 + 1]!;
    const right = distances[anchor * 4 + 2]!;
    const bottom = distances[anchor * 4 + 3]!;
    faces.push({
      box: {
        x: ((cell % columns) - left) * stride,
        y: (Math.floor(cell / columns) - top) * stride,
        width: (left + right) * stride,
        height: (top + bottom) * stride,
      },
      score,
    });
  }
  return faces;
}
