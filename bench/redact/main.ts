/**
 * `npm run bench:redact -- --data DIR`: which share of the marked faces of WIDER FACE val `redact` hides, by their
 * height, what its check adds, and how long it takes. See bench/README.md.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Command, Option } from 'commander';
import { inOrder } from '../../src/batch/in-order.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import type { AnnotatedPhoto } from '../../src/datasets/annotations.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { createDetector } from '../../src/detect/detector.js';
import { detectFields } from '../../src/detect/options.js';
import { integerBetween } from '../../src/errors/validate.js';
import { exposureOf } from '../../src/evaluate/exposure.js';
import { rangeName } from '../../src/evaluate/heights.js';
import { photoKey } from '../../src/evaluate/predictions/photo-index.js';
import { chooseSubset } from '../../src/evaluate/subset.js';
import { columns, exposureTable } from '../../src/evaluate/table.js';
import { EVALUATION_THRESHOLD } from '../../src/evaluate/threshold.js';
import type { Face } from '../../src/geometry/face.js';
import { REDACT_DEFAULTS, redactFields, SHAPES } from '../../src/redact/options.js';
import { type Redaction, redact } from '../../src/redact/redact.js';
import { runBenchmark } from '../command.js';
import { Coverage, HALF, RANGES, type RangeCoverage, WHOLE } from './coverage.js';

interface Flags {
  readonly data: string;
  readonly annotations?: string;
  readonly every: number;
  readonly threshold: number;
  readonly shape: (typeof SHAPES)[number];
  readonly scale: number;
  readonly weights?: string;
  readonly threads: number;
}

async function bench(flags: Flags): Promise<void> {
  const { data, annotations, every, threshold, shape, scale, weights, threads } = flags;
  const { photos: all, missing } = await loadWiderFace(data, 'val', annotations === undefined ? {} : { annotations });
  const { photos, label } = chooseSubset(all, { every }, missing);
  const detector = await createDetector({ threads, ...(weights !== undefined && { weights }) });
  const hide = async (photo: AnnotatedPhoto): Promise<[AnnotatedPhoto, Redaction]> => [
    photo,
    await redact(photo.path, detector, { threshold, shape, scale, nearly: EVALUATION_THRESHOLD }),
  ];
  const progress = createProgress(photos.length, 'photos', true);
  const coverage = new Coverage(shape, scale);
  const found = new Map<string, Face[]>();
  const start = performance.now();
  for await (const [photo, redaction] of inOrder(photos, 1, hide)) {
    coverage.add(photo.faces, redaction);
    found.set(photoKey(photo), foundAtFirst(redaction));
    progress.advance();
  }
  const seconds = (performance.now() - start) / 1000;
  progress.stop();
  await detector.dispose();
  process.stdout.write(`${reportOf(coverage, label ?? 'all of val', flags)}\n`);
  process.stdout.write(
    `\nOf what the first look finds, at other thresholds:\n${exposureTable(exposureOf(photos, found))}\n\n`,
  );
  process.stdout.write(`${photos.length} photos in ${seconds.toFixed(0)} s, ${threads} threads\n`);
}

/** What the first look found, faces below the threshold included. */
function foundAtFirst({ regions, nearly }: Redaction): Face[] {
  const first = [...regions.filter(({ round }) => round === 0), ...nearly];
  return first.map(({ box, score = 1 }) => ({ box, score }));
}

function reportOf({ ranges, invalid, masks, check }: Coverage, label: string, { threshold, shape, scale }: Flags) {
  const row = (name: string, { faces, half, whole }: RangeCoverage) => [
    name,
    String(faces),
    ...[half, whole].map((covered) => (faces > 0 ? (covered / faces).toFixed(3) : '–')),
  ];
  const all = (key: keyof RangeCoverage) => ranges.reduce((sum, range) => sum + range[key], 0);
  const rows = [
    ...RANGES.map((range, index) =>
      row(range.from === 0 ? `under ${range.to} px` : `${rangeName(range)} px`, ranges[index]!),
    ),
    row('all', { faces: all('faces'), half: all('half'), whole: all('whole') }),
    row('could not be judged', invalid),
  ];
  return `redact over WIDER FACE val, ${label}; threshold ${threshold}, ${shape}, scale ${scale}
Share of the marked faces with at least this much of their box under masks:
${columns([['height', 'faces', String(HALF), String(WHOLE)], ...rows])}
masks: ${masks.all}, of which over no marked face: ${masks.overNoFace}
the check added: ${check.masks} masks, which hid ${check.faces} marked faces; photos in which faces remain: ${check.photosRemaining}`;
}

const threads = integerBetween(1, 256);
const { threshold, scale, shape } = REDACT_DEFAULTS;

await runBenchmark(
  new Command('bench:redact')
    .description('The share of the marked faces of WIDER FACE val that redact hides, by height.')
    .requiredOption('--data <folder>', 'WIDER FACE in its official layout')
    .option('--annotations <folder>', 'its annotation files (default: wider_face_split in --data)')
    .addOption(numberOption('--every <n>', 'every n-th photo', integerBetween(1, 10_000)).default(1))
    .addOption(numberOption('--threshold <score>', 'as in redact', detectFields.threshold).default(threshold))
    .addOption(new Option('--shape <shape>', 'as in redact').choices(SHAPES).default(shape))
    .addOption(numberOption('--scale <factor>', 'as in redact', redactFields.scale).default(scale))
    .option('--weights <file>', "farface's weights (default: those that ship with it)")
    .addOption(numberOption('--threads <number>', 'threads of the network', threads).default(availableParallelism()))
    .action(bench),
);
