import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { writeFileAtomically } from '../runtime/files.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';
import type { LossScaleState } from './loss-scale.js';

/** Everything that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** Hours spent in training so far. */
  readonly hours: number;
  /** The settings that the run was started with, as they were given. */
  readonly settings: unknown;
  /** Parameters, moments, averages and statistics by name. */
  readonly state: ReadonlyMap<string, Float32Array>;
  /** Of the networks whose steps computed in half precision; none by default. */
  readonly lossScales?: LossScales | undefined;
}

/** By what losses are scaled, by the name of the network. */
export type LossScales = Readonly<Record<string, LossScaleState>>;

const metadataSchema = z.object({
  kind: z.literal('farface checkpoint'),
  step: z.coerce.number().int().nonnegative(),
  hours: z.coerce.number().nonnegative(),
  settings: z.string().transform(parseJson),
  lossScales: z
    .string()
    .default('{}')
    .transform(parseJson)
    .pipe(z.record(z.string(), z.strictObject({ value: z.number().positive(), goodSteps: z.int().nonnegative() }))),
});

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' });
    return z.NEVER;
  }
}

/** Writes a checkpoint as one safetensors file, so that a kill at any moment leaves the old one or the new one. */
export async function saveCheckpoint(
  path: string,
  { step, hours, settings, state, lossScales = {} }: Checkpoint,
): Promise<void> {
  const tensors = new Map([...state].map(([name, data]) => [name, { shape: [data.length], data }]));
  const metadata = {
    kind: 'farface checkpoint',
    step: String(step),
    hours: String(hours),
    settings: JSON.stringify(settings),
    ...(Object.keys(lossScales).length > 0 && { lossScales: JSON.stringify(lossScales) }),
  };
  await writeFileAtomically(path, encodeSafetensors(tensors, metadata));
}

/**
 * Reads a checkpoint.
 *
 * @param lengths the vectors that the network's state must have, by name; all that the file has by default
 * @throws InputError where the file is no checkpoint or one of another network
 */
export async function loadCheckpoint(path: string, lengths?: Readonly<Record<string, number>>): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(await readFile(path), path);
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) throw new InputError(`${path}: expected a checkpoint of farface's training`);
  const state = new Map<string, Float32Array>();
  for (const name of Object.keys(lengths ?? Object.fromEntries(tensors))) {
    const found = tensors.get(name)?.data;
    const length = lengths ? lengths[name] : found?.length;
    if (found?.length !== length || !found) {
      throw new InputError(
        `${path}: ${name} has ${found?.length ?? 'no'} elements where the network needs ${length}; it is of another network`,
      );
    }
    state.set(name, found);
  }
  const { step, hours, settings, lossScales } = parsed.data;
  return { step, hours, settings, state, lossScales };
}
