import { messageOf } from '../../errors/errors.js';
import { type ForeignLine, parseForeignLine } from '../../formats/faces-lines.js';
import type { Face } from '../../geometry/face.js';
import { readLines } from '../../runtime/lines.js';
import { checkedFace } from './checked-face.js';
import type { PhotoIndex } from './photo-index.js';
import type { Problems } from './problems.js';

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
  for await (const { text, number, ended } of readLines(file)) {
    if (text.trim() === '') continue;
    const where = `${file}:${number}`;
    const line = readLine(text, where);
    if (typeof line === 'string') {
      if (ended) problems.add('malformed', line);
      continue;
    }
    const key = index.find(line.image);
    if (key === undefined) problems.add('unknownPhoto', `${where}: ${line.image}`);
    else if ('error' in line) failed.set(key, `${where}: ${line.error}`);
    else if (predictions.has(key)) problems.add('predictedTwice', `${where}: ${line.image}`);
    else predictions.set(key, checkedFaces(line.faces, `${where}: ${line.image}`, problems));
  }
  for (const [key, where] of failed) {
    // A later try may have succeeded.
    if (predictions.has(key)) continue;
    problems.add('detectionFailed', where);
    predictions.set(key, []);
  }
  return predictions;
}

type ForeignFace = Extract<ForeignLine, { faces: unknown }>['faces'][number];

function checkedFaces(faces: readonly ForeignFace[], where: string, problems: Problems): Face[] {
  return faces.flatMap(({ box, score, stages }, index) => {
    const face = checkedFace({ ...box, score }, `${where}, face ${index + 1}`, problems);
    return face ? { ...face, ...(stages && { stages }) } : [];
  });
}

/** A line's contents, or what is wrong with it. */
function readLine(text: string, where: string): ForeignLine | string {
  try {
    return parseForeignLine(text, where);
  } catch (error) {
    return messageOf(error);
  }
}
