import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Detection } from '../../detect/detector.js';
import { messageOf } from '../../errors/errors.js';
import type { Box } from '../../geometry/box.js';
import type { Face } from '../../geometry/face.js';
import { checkedFace } from './checked-face.js';
import type { PhotoIndex } from './photo-index.js';
import type { Problems } from './problems.js';

/** A number of a prediction. JSON has no NaN: null stands for it. */
export const predictedNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? Number.NaN);

const faceSchema = z.object({
  box: z.object({ x: predictedNumber, y: predictedNumber, width: predictedNumber, height: predictedNumber }),
  score: predictedNumber,
  stages: z
    .object({
      proposal: z.number(),
      verification: z.number(),
      proposalBox: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).exactOptional(),
    })
    .optional(),
});

/** A line of predictions: what was found in a photo, or why nothing could be looked for. */
const lineSchema = z.union([
  z.object({ image: z.string(), faces: z.array(faceSchema) }),
  z.object({ image: z.string(), error: z.string() }),
]);

/**
 * The line of a photo: coordinates to 1/100 pixel, scores to six digits after the point, and what both stages say where
 * the second looked at a face.
 */
export function predictionLine(image: string, { width, height, faces }: Detection): string {
  const rounded = faces.map(({ box, score, stages }) => ({
    box: roundBox(box),
    score: round(score, 6),
    ...(stages && {
      stages: {
        proposal: round(stages.proposal, 6),
        verification: round(stages.verification, 6),
        ...(stages.proposalBox && { proposalBox: roundBox(stages.proposalBox) }),
      },
    }),
  }));
  return JSON.stringify({ image, width, height, faces: rounded });
}

/** The line of a photo that could not be looked at. */
export function failureLine(image: string, error: string): string {
  return JSON.stringify({ image, error });
}

function roundBox({ x, y, width, height }: Box): Box {
  return { x: round(x, 2), y: round(y, 2), width: round(width, 2), height: round(height, 2) };
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

/**
 * Reads lines such as `{"image":"EVENT/NAME.jpg","faces":[{"box":{"x":1,"y":2,"width":9,"height":11},"score":0.9}]}`, as
 * `farface detect --json` prints them. A last line that was cut off in the middle, by an interrupted run, is not read.
 */
export async function readJsonPredictions(
  file: string,
  index: PhotoIndex,
  problems: Problems,
): Promise<Map<string, Face[]>> {
  const predictions = new Map<string, Face[]>();
  const failed = new Map<string, string>();
  const lines = (await readFile(file, 'utf8')).split('\n');
  lines.forEach((text, position) => {
    if (text.trim() === '') return;
    const where = `${file}:${position + 1}`;
    const line = parsePredictionLine(text);
    if (typeof line === 'string') {
      const cutOff = position === lines.length - 1;
      if (!cutOff) problems.add('malformed', `${where}: ${line}`);
      return;
    }
    const key = index.find(line.image);
    if (key === undefined) problems.add('unknownPhoto', `${where}: ${line.image}`);
    else if ('error' in line) failed.set(key, `${where}: ${line.error}`);
    else if (predictions.has(key)) problems.add('predictedTwice', `${where}: ${line.image}`);
    else predictions.set(key, checkedFaces(line.faces, `${where}: ${line.image}`, problems));
  });
  for (const [key, where] of failed) {
    // A later try may have succeeded.
    if (predictions.has(key)) continue;
    problems.add('detectionFailed', where);
    predictions.set(key, []);
  }
  return predictions;
}

function checkedFaces(faces: readonly z.output<typeof faceSchema>[], where: string, problems: Problems): Face[] {
  return faces.flatMap(({ box, score, stages }, index) => {
    const face = checkedFace({ ...box, score }, `${where}, face ${index + 1}`, problems);
    return face ? { ...face, ...(stages && { stages }) } : [];
  });
}

/** A line's contents, or what is wrong with it. */
export function parsePredictionLine(text: string): z.output<typeof lineSchema> | string {
  let value: unknown;
  try {
    value = parsePredictions(text);
  } catch (error) {
    return messageOf(error);
  }
  const line = lineSchema.safeParse(value);
  return line.success ? line.data : 'expected {"image", "faces": [{"box": {"x", "y", "width", "height"}, "score"}]}';
}

/** Parses JSON. Python writes NaN and Infinity into it, where they are values. */
export function parsePredictions(text: string): unknown {
  return JSON.parse(text.replace(/([:,[]\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/g, '$1null'));
}
