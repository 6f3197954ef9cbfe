import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { integerBetween, validate } from '../../errors/validate.js';
import { ablationTable } from '../../evaluate/ablation.js';
import { ablate } from '../../train/ablate-variants.js';
import { ablationSettings } from '../../train/ablation.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { watchFromTerminal } from '../terminal/watch.js';
import { addGanOptions, type GanFlags, ganRunOf } from '../train/gan.js';
import { applyOverrides, showSettings } from '../train/training-flags.js';

const EXAMPLES = `
Example:
  farface ablate --data wider --out ablation --seeds 1,2
  farface ablate --data wider --out trial --set upscaling.steps=200 --set adversarial.steps=50 --set drawn.steps=150 \\
    --set joint.steps=50

Six variants: no GAN, upsampling alone, with refinement, without the adversarial loss, without the face loss, and all of it.
Each discriminator starts the same, learns from drawings of its own generator, which is done by then, and at last together with
it. All are scored on photos held back from training; val is not touched. Killed at any time and started again with the same
options it goes on where it was. --out gets ablation.json, a table with intervals, and a figure by face height; while it
runs, up to 49 KB for each tiny candidate of drawings, one generator's at a time.`;

interface AblateFlags extends GanFlags {
  readonly seeds: readonly number[];
}

const seed = integerBetween(0, 2 ** 31);

/** `farface ablate`: what each part of the method is good for. */
export function ablateCommand(): Command {
  const command = new Command('ablate')
    .description(
      'Train the generator part by part, and no generator, under equal conditions, and score all on held-back photos.',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (flags: AblateFlags) => {
      process.exitCode = await run(flags);
    });
  return addGanOptions(command).addOption(
    new Option('--seeds <numbers>', 'train each variant once with each of these: starts and batches')
      .default([1, 2], '1,2')
      .argParser(parseSeeds),
  );
}

function parseSeeds(text: string): number[] {
  const parsed = text.split(',').map((part) => seed.safeParse(part.trim() === '' ? Number.NaN : Number(part)));
  const seeds = parsed.map(({ data, error }) => {
    if (error) throw new InvalidArgumentError('Expected whole numbers from 0 on, with commas between, such as 1,2.');
    return data;
  });
  if (new Set(seeds).size < seeds.length) throw new InvalidArgumentError('Each seed once.');
  return seeds;
}

async function run(flags: AblateFlags): Promise<number> {
  if (flags.showSettings) {
    showSettings(ablationSettings);
    return EXIT.ok;
  }
  const { data, out, seeds, weights, set, pseudoLabels, heldOut } = flags;
  if (data === undefined || out === undefined)
    throw new UsageError('Name the photos with --data and the results with --out.');
  const settings = validate(ablationSettings, applyOverrides({}, set));
  const regions = flags.regions ?? join(dirname(resolve(out)), 'regions');
  const watch = watchFromTerminal();
  try {
    const inputs = { data, out, settings, seeds, regions, weights, pseudoLabels, heldOut };
    const result = await ablate({ ...ganRunOf(flags), ...inputs, watch });
    if (!result) return EXIT.interrupted;
    process.stdout.write(`${ablationTable(result)}\n`);
    return EXIT.ok;
  } catch (error) {
    if (watch.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    watch.dispose();
  }
}
