import { inOrder } from '../../batch/in-order.js';
import { messageOf } from '../../errors/errors.js';
import { photoKey } from '../../evaluate/predictions/photo-index.js';
import { Problems } from '../../evaluate/predictions/problems.js';
import { noteMissing, readPredictions } from '../../evaluate/predictions/read.js';
import { chooseSubset, type SubsetOptions } from '../../evaluate/subset.js';
import { problemList } from '../../evaluate/table.js';
import { readImage } from '../../platform/node/read-image.js';
import { encodeImage } from '../../platform/node/write-image.js';
import { OwnFiles } from '../../runtime/own-files.js';
import { type OpenOptions, openAnnotatedPhotos } from '../../show/annotated-photos.js';
import { drawContactSheet, ENTRIES_PER_SHEET, type SheetEntry, thumbnailOf } from '../../show/contact-sheet.js';
import { missRates } from '../../show/failures.js';
import { drawPicture } from '../../show/picture.js';
import { judgePhotos, type PhotoVerdict } from '../../show/verdicts.js';
import { count } from '../detect/results.js';
import { EXIT } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress } from '../terminal/progress.js';

/** The command line of `farface show`. */
export interface ShowFlags extends OpenOptions, SubsetOptions {
  readonly data: string;
  readonly predictions: string;
  readonly out: string;
  readonly photos: number;
  readonly threshold?: number;
  readonly atPrecision: number;
  readonly quiet?: true;
}

/** RegionVerifier, prints what failed, and draws the worst photos; returns the exit code. */
export async function showPhotos(flags: ShowFlags): Promise<number> {
  const { protocol, photos, absent, missing } = await openAnnotatedPhotos(flags.data, flags);
  const subset = chooseSubset(photos, flags, missing);
  const problems = new Problems();
  const predictions = await readPredictions(flags.predictions, [...photos, ...absent], problems);
  noteMissing(predictions, subset.photos, problems);
  const choice = flags.threshold === undefined ? { precision: flags.atPrecision } : { threshold: flags.threshold };
  const verdicts = judgePhotos(protocol, subset.photos, predictions, choice);

  process.stdout.write(`${summary(verdicts.photos, verdicts.threshold, subset.label)}\n`);
  const wrong = problems.list();
  if (wrong.length > 0) process.stderr.write(`\n${problemList(wrong)}\n`);

  const worst = verdicts.photos.filter(({ missed, falseAlarms }) => missed + falseAlarms > 0).slice(0, flags.photos);
  const drawn = await drawAll(worst, verdicts.threshold, flags);
  return drawn === EXIT.ok && wrong.length > 0 ? EXIT.failed : drawn;
}

async function drawAll(worst: readonly PhotoVerdict[], threshold: number, { out, quiet }: ShowFlags): Promise<number> {
  const files = await OwnFiles.open(out);
  await files.clear((name) => DRAWN.test(name));
  const interrupt = onInterrupt();
  const progress = createProgress(worst.length, 'photos', !quiet);
  const entries: SheetEntry[] = [];
  let [sheets, failed] = [0, false];
  const writeSheet = async () => {
    const page = entries.splice(0);
    if (page.length === 0) return;
    await files.write(`contact-sheet-${++sheets}.jpg`, await encodeImage('jpeg', await drawContactSheet(page)));
  };

  const draw = async (verdict: PhotoVerdict) => {
    const rank = worst.indexOf(verdict) + 1;
    try {
      const picture = await drawPicture(await readImage(verdict.photo.path), verdict, threshold);
      await files.write(fileName(rank, verdict), await encodeImage('jpeg', picture));
      return { thumbnail: await thumbnailOf(picture), caption: captionOf(rank, verdict) };
    } catch (error) {
      return messageOf(error);
    }
  };
  for await (const result of inOrder(worst, 1, draw, interrupt.signal)) {
    if (typeof result === 'string') {
      failed = true;
      progress.line(`farface: ${result}`, process.stderr);
    } else entries.push(result);
    if (entries.length === ENTRIES_PER_SHEET) await writeSheet();
    progress.advance();
  }
  await writeSheet();
  progress.stop();
  interrupt.dispose();
  if (!quiet)
    process.stderr.write(
      `\nWritten to ${out}: ${count(worst.length, 'picture')}, the worst first, and ${count(sheets, 'contact sheet')}\n`,
    );
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return failed ? EXIT.failed : EXIT.ok;
}

/** What pictures of an earlier run are called. */
const DRAWN = /^(?:\d{3,}-.+|contact-sheet-\d+)\.jpg$/;

function fileName(rank: number, { photo }: PhotoVerdict): string {
  return `${String(rank).padStart(3, '0')}-${photoKey(photo).replaceAll(/[/\\]/g, '-')}.jpg`;
}

function captionOf(rank: number, { photo, missed, found, falseAlarms }: PhotoVerdict): string {
  const name = photo.name.length > 32 ? `…${photo.name.slice(-31)}` : photo.name;
  return `${rank}  ${missed} of ${missed + found} missed, ${count(falseAlarms, 'false alarm')}  (${name})`;
}

/** What is right and wrong in all photos, and what the missed faces have in common. */
function summary(photos: readonly PhotoVerdict[], threshold: number, label: string | undefined): string {
  const total = (value: (photo: PhotoVerdict) => number) => photos.reduce((sum, photo) => sum + value(photo), 0);
  const [found, missed, falseAlarms] = [total((p) => p.found), total((p) => p.missed), total((p) => p.falseAlarms)];
  const shown = Number.isNaN(threshold) ? 'all detections' : `detections with score ≥ ${threshold.toPrecision(3)}`;
  const rates = missRates(photos).map(
    ({ group, faces, missed: misses }) =>
      `${group.padEnd(24)}${String(misses).padStart(7)} of ${String(faces).padStart(6)}  ${((100 * misses) / faces).toFixed(0).padStart(3)} %`,
  );
  return [
    `${label ?? `all ${photos.length} photos`}, ${shown}:`,
    `${found} faces found, ${missed} missed, ${count(falseAlarms, 'false alarm')}`,
    '',
    'missed, of the faces that are',
    ...rates,
  ].join('\n');
}
