/**
 * `npm run label -- --photos DIR --out FILE`: faces that the peers and farface agree on in photos that nobody annotated, for
 * `farface train --pseudo-labels`. See bench/README.md.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { collectInputs } from '../../src/batch/inputs.js';
import { EXIT } from '../../src/cli/terminal/exit.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { SURE_SCORE } from '../../src/datasets/pseudo-labels.js';
import { InputError, messageOf } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { rounded } from '../../src/formats/photo-faces.js';
import type { Face } from '../../src/geometry/face.js';
import { readImage } from '../../src/platform/node/read-image.js';
import { LineFile } from '../../src/runtime/line-file.js';
import { runBenchmark } from '../command.js';
import { agree } from './agreement.js';
import { DEFAULT_PEERS } from './contestant.js';
import { contestants, idOf } from './contestants.js';

/**
 * Who is asked, and from which scores on each is believed. farface alone sees most faces up to 16 pixels; what none of the
 * others sees above that is none.
 */
const WITNESSES = {
  'yunet-n-native': { detector: 'YuNet-n', sure: 0.5, doubtful: 0.2 },
  'yunet-n-x2': { detector: 'YuNet-n', sure: 0.5, doubtful: 0.2 },
  'retinaface-mnet0.25-native': { detector: 'RetinaFace', sure: 0.6, doubtful: 0.3 },
  'scrfd-2.5g-640': { detector: 'SCRFD', sure: 0.5, doubtful: 0.2 },
  'farface-proposals-native': { detector: 'farface', sure: 0.4, doubtful: 0.2, tallestAlone: 16 },
} as const;

interface Flags {
  readonly photos: string;
  readonly peers: string;
  readonly out: string;
  readonly threads: number;
}

async function label({ photos, out, ...settings }: Flags): Promise<void> {
  if (existsSync(out)) throw new InputError(`${out}: is there already; name another file.`);
  const file = new LineFile(out);
  const inputs = (await collectInputs([photos])).all;
  const asked = await Promise.all(
    Object.entries(WITNESSES).map(async ([id, belief]) => {
      const contestant = contestants.find((one) => idOf(one) === id)!;
      return { ...belief, prepared: await contestant.prepare(settings) };
    }),
  );
  const totals = { photos: 0, faces: 0 };
  const progress = createProgress(inputs.length, 'photos', true);
  for (const input of inputs) {
    progress.advance();
    try {
      if ('error' in input) throw new InputError(input.error);
      const image = await readImage(input.path);
      const testimonies = [];
      for (const { prepared, ...belief } of asked) testimonies.push({ ...belief, faces: await prepared.detect(image) });
      const { width, height } = image;
      const faces = agree(testimonies).map(hundredths);
      file.add(JSON.stringify({ image: input.path, width, height, faces }));
      totals.photos += 1;
      totals.faces += faces.filter(({ score }) => score >= SURE_SCORE).length;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      progress.line(messageOf(error), process.stderr);
      process.exitCode = EXIT.failed;
    }
  }
  progress.stop();
  file.close();
  await Promise.all(asked.map(({ prepared }) => prepared.dispose()));
  process.stderr.write(`${totals.faces} faces that detectors agree on in ${totals.photos} photos, written to ${out}\n`);
}

function hundredths({ box, score }: Face): Face {
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((value) => rounded(value, 2));
  return { box: { x: x!, y: y!, width: width!, height: height! }, score };
}

await runBenchmark(
  new Command('label')
    .description('Label photos by the faces that detectors agree on.')
    .requiredOption('--photos <folder>', 'photos of people that nobody annotated')
    .option('--peers <folder>', "folder of the peers' ONNX files", DEFAULT_PEERS)
    .requiredOption('--out <file>', 'lines of JSON as `farface detect --json` prints them')
    .addOption(
      numberOption('--threads <number>', 'threads of each', integerBetween(1, 256)).default(availableParallelism()),
    )
    .action(label),
);
