import { z } from '@hono/zod-openapi';
import type { Detection } from '../../detect/detector.js';
import { facesLine } from '../../formats/faces-lines.js';
import { shortened } from '../request/names.js';

const box = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .openapi('Box', { description: 'In pixels of the upright picture.' });

const face = z
  .object({
    box,
    score: z.number().min(0).max(1).optional().describe('How sure it is; absent where the region was named.'),
    stages: z
      .object({ proposal: z.number(), verification: z.number(), proposalBox: box.optional() })
      .optional()
      .describe('What both stages say, where the second looked at the face.'),
    frame: z.int().optional().describe('Of an animation or of pages, from 0.'),
    round: z.int().optional().describe('Of a redaction: the check that found it.'),
  })
  .openapi('Face');

/** A line, as `farface detect --json` and `farface redact --json` print it. */
export const lineSchema = z
  .object({
    image: z.string(),
    width: z.int(),
    height: z.int(),
    faces: z.array(face),
    remaining: z.array(face).optional().describe('Of a redaction: what the last check still finds.'),
  })
  .openapi('Line');

/** The line of a picture that was looked at. */
export function detectionLine(image: string, detection: Detection): string {
  return facesLine({ image, ...detection });
}

/** Characters of warnings in a header: many clients take no more than eight kilobytes of all headers together. */
const LONGEST = 600;

/** Warnings, as a header may hold them. */
export function warningHeader(warnings: readonly string[] | undefined): Record<string, string> {
  if (!warnings?.length) return {};
  const text = warnings.join(' ');
  return { 'Farface-Warning': encodeURI(text.length > LONGEST ? `${shortened(text, LONGEST - 1)}…` : text) };
}
