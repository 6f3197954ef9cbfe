type Mime = 'image/jpeg' | 'image/png' | 'image/webp';

const known = new Map<Mime, Promise<boolean>>();

/** Whether this browser writes a format: those that do not write PNG in its place, without a word. */
export function canWrite(mime: Mime): Promise<boolean> {
  const answer = known.get(mime) ?? tryToWrite(mime);
  known.set(mime, answer);
  return answer;
}

async function tryToWrite(type: Mime): Promise<boolean> {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d');
  return (await canvas.convertToBlob({ type })).type === type;
}
