import { writeFile } from 'node:fs/promises';
import { TINY_PRESET, untrainedVerification } from '../../networks/testing/untrained-verification.js';

import type { VerificationPreset } from '../../networks/verification-model.js';
import { encodeSafetensors } from '../../weights/safetensors.js';
import type { Combination } from '../combination.js';
import { VERIFICATION_KIND } from '../verification-file.js';

/** What a file of the second stage may say of itself. */
interface Said {
  readonly kind?: string;
  readonly preset?: VerificationPreset;
  readonly context?: number;
  readonly combination?: Combination;
}

/** Writes weights that have learnt nothing, of the tiny preset whatever is said, as a file of the second stage. */
export async function writeUntrainedVerification(file: string, said: Said = {}): Promise<void> {
  const { kind = VERIFICATION_KIND, preset = TINY_PRESET, context = 2 } = said;
  const {
    combination = { weight: 0.5, bias: 0, lift: 0, boxWeight: 0.5, maxHeight: 32, minProposal: 0, maxProposal: 1 },
  } = said;
  const json = Object.entries({ preset, context, combination }).map(([name, value]) => [name, JSON.stringify(value)]);
  await writeFile(file, encodeSafetensors(untrainedVerification(), { kind, ...Object.fromEntries(json) }));
}
