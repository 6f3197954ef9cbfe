import { z } from 'zod';
import { configSchema } from '../../src/cli/config/schema.js';
import { lineSchema } from '../../src/formats/faces-lines.js';

/** The published schemas by the name of their file. */
export function schemas(): Record<string, string> {
  const text = (schema: z.ZodType, title: string) =>
    `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }) }, null, 2)}\n`;
  return {
    'config.schema.json': text(configSchema, 'farface.config.json'),
    'faces-line.schema.json': text(lineSchema, 'A line of farface detect --json'),
  };
}
