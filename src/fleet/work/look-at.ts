import { createDetector, type Detector } from '../../detect/detector.js';
import { InputError } from '../../errors/errors.js';
import { facesLine } from '../../formats/faces-lines.js';
import { isHeic } from '../../image/heic.js';
import { redact } from '../../redact/redact.js';
import { redactionLine, remainingLine } from '../../redact/redaction-line.js';
import type { RunModels } from '../run.js';
import type { Looked, LookTask } from './look.js';

/** The networks of a run, as one process has them: one core each, as there is a process for each core. */
export function networksOf({ threads, ...models }: RunModels & { threads?: number | undefined }): Promise<Detector> {
  return createDetector({ ...models, threads: threads ?? 1 });
}

/**
 * Looks at one photo as the command does.
 *
 * @throws InputError where it cannot be read, or is not known to show no face: then there is no picture
 */
export async function lookAt({ run, name, output, bytes }: LookTask, detector: Detector): Promise<Looked> {
  if (run.command === 'detect') {
    const { warnings, ...found } = await detector.detect(bytes, { ...run.settings, name });
    return { line: facesLine({ image: name, ...found }), faces: found.faces.length, ...(warnings && { warnings }) };
  }
  const { data, format, warnings, ...outcome } = await redact(bytes, detector, { ...run.settings, name });
  if (outcome.remaining.length > 0) throw new InputError(remainingLine(name, outcome.remaining));
  const converted = isHeic(bytes) && format !== 'heif';
  const line = redactionLine(name, converted ? output.converted : output.same, outcome);
  return {
    line,
    picture: { data, type: typeOf(format), converted },
    faces: outcome.regions.length,
    ...(warnings.length > 0 && { warnings }),
  };
}

function typeOf(format: string): string {
  return format === 'heif' ? 'image/avif' : `image/${format}`;
}
