import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { integerBetween, validate } from '../../errors/validate.js';
import { ablationTable } from '../../evaluate/ablation.js';
import { ablate } from '../../train/ablate-variants.js';
import { ablationSettings } from '../../train/ablation.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { numberOption } from '../terminal/number-option.js';
import { watchFromTerminal } from '../terminal/watch.js';
import { addGanOptions, type GanFlags, ganRunOf } from '../train/gan.js';
import { applyOverrides, showSettings } from '../train/training-flags.js';

const EXAMPLES = `
Example:
  farface train super-resolution --data wider --out runs/generator
  farface train classifier --data wider --out runs/discriminator
  farface ablate --data wider --out ablation --start-from runs/generator --start-from runs/discriminator \\
    --set steps=600 --every 5

Each variant is trained in --out/runs, or taken from there where it is trained already; how the scores of both stages are
combined is chosen for each on photos held back from training; then all are scored on WIDER FACE val. Started again with
the same options it goes on where it was stopped. --out gets ablation.json, a table, and a figure by face height.`;

interface AblateFlags extends GanFlags {
  readonly every: number;
}

/** `farface ablate`: what each part of the method is good for. */
export function ablateCommand(): Command {
  const command = new Command('ablate')
    .description('Train the method with each part left out, under equal steps, and score all variants.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: AblateFlags) => {
      process.exitCode = await run(flags);
    });
  return addGanOptions(command).addOption(
    numberOption(
      '--every <n>',
      'score every Nth photo of val, sorted by event and name',
      integerBetween(1, 1e6),
    ).default(5),
  );
}

async function run(flags: AblateFlags): Promise<number> {
  if (flags.showSettings) {
    showSettings(ablationSettings);
    return EXIT.ok;
  }
  const { data, out, every, weights, threads, set } = flags;
  if (data === undefined || out === undefined)
    throw new UsageError('Name the photos with --data and the results with --out.');
  const settings = validate(ablationSettings, applyOverrides({}, set));
  const regions = flags.regions ?? join(dirname(resolve(out)), 'regions');
  const watch = watchFromTerminal();
  try {
    const rows = await ablate({ ...ganRunOf(flags), data, out, settings, every, regions, weights, threads, watch });
    if (!rows) return EXIT.interrupted;
    process.stdout.write(`${ablationTable(rows)}\n`);
    return EXIT.ok;
  } catch (error) {
    if (watch.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    watch.dispose();
  }
}
