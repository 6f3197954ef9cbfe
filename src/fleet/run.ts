import { createHash } from 'node:crypto';
import { z } from 'zod';
import { modelSettings } from '../batch/model-settings.js';
import { type NamedOptions, namedOptions } from '../batch/named-options.js';
import { detectOptions, detectorOptions } from '../detect/options.js';
import { integerBetween } from '../errors/validate.js';
import { redactOptions } from '../redact/options.js';
import { videoFields } from '../video/options.js';

const hex = z.string().regex(/^[0-9a-f]{16,64}$/);

/** How the networks look: what travels with a run. The rest is each machine's own matter. */
const modelsSchema = detectorOptions
  .pick({ precision: true, mirror: true, zoom: true, zoomBy: true, verify: true, maxCandidates: true })
  .extend({ weights: z.string().optional(), verificationWeights: z.string().optional() })
  .partial();

const shared = {
  /** Tells this run from others: the same photos, place and options give the same one. */
  id: hex,
  in: z.string(),
  out: z.string(),
  /** As it was typed, for people. */
  words: z.array(z.string()),
  models: modelsSchema,
  /** What is said of videos besides. */
  video: z
    .strictObject({ every: integerBetween(1, 1000), quality: videoFields.quality })
    .partial()
    .optional(),
  /** Everything that results depend on, by name, weights by a hash of their bytes. */
  options: z.record(z.string(), z.string()),
  /** A hash of these: a result of another one is made anew. */
  fingerprint: hex,
};

/** A command over all photos of a place, as it waits in the queue and as workers read it: from outside, so it is checked. */
export const runSchema = z.discriminatedUnion('command', [
  z.strictObject({
    ...shared,
    command: z.literal('detect'),
    settings: detectOptions.omit({ maxCandidates: true }).partial(),
  }),
  z.strictObject({ ...shared, command: z.literal('redact'), settings: redactOptions.partial() }),
]);

export type Run = z.output<typeof runSchema>;
export type RunModels = z.output<typeof modelsSchema>;

/** A run before it has a name: what `farface submit` makes of its words. */
export type Asked = Pick<Run, 'in' | 'out' | 'words' | 'models' | 'command' | 'settings' | 'video'>;

/**
 * Makes a run of what was asked for. `auto` becomes the numbers that this machine computes in, so that all workers take the
 * same.
 *
 * @throws InputError where weights cannot be read
 */
export async function makeRun(asked: Asked): Promise<Run> {
  const settings = await settingsHere(asked.models);
  const { precision } = settings;
  const models = { ...asked.models, precision: z.enum(['int8', 'float32', 'float16']).parse(precision) };
  const options = namedOptions({ command: asked.command, ...asked.settings, ...asked.video, ...settings });
  const fingerprint = hashOf(options);
  const id = hashOf({ in: asked.in, out: asked.out, fingerprint });
  return runSchema.parse({ ...asked, models, options, fingerprint, id });
}

/** What results depend on besides the photos and the settings of the search, as this machine has it. */
async function settingsHere(models: RunModels) {
  const { precision, ...rest } = await modelSettings(models);
  // Which kernels a CPU needs for the same 8 bits is its own matter.
  return { ...rest, precision: String(precision).split(' ')[0]! };
}

/** What differs between a run's networks and those that this machine has; by name. */
export async function modelsOfHere(models: RunModels): Promise<NamedOptions> {
  return namedOptions(await settingsHere(models));
}

/** A hash that does not depend on the order of keys. */
function hashOf(values: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
}
