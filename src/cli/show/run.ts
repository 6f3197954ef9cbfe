import { pixelsOf } from '../../batch/photo-file.js';
import { runBatch } from '../../batch/run-batch.js';
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
import { onTerminal } from '../terminal/terminal.js';

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
  return drawAll(worst, verdicts.threshold, flags, wrong.length > 0);
}

/** A picture to draw: the photo's place among the worst, from 1. */
interface Drawing {
  readonly name: string;
  readonly path: string;
  readonly rank: number;
  readonly verdict: PhotoVerdict;
}

async function drawAll(
  worst: readonly PhotoVerdict[],
  threshold: number,
  { out, quiet }: ShowFlags,
  isWrong: boolean,
): Promise<number> {
  const drawings = worst.map((verdict, index): Drawing => {
    const { path } = verdict.photo;
    return { name: path, path, rank: index + 1, verdict };
  });
  return onTerminal({ quiet }, async (terminal) => {
    const entries: SheetEntry[] = [];
    let sheets = 0;
    const writeSheet = async (files: OwnFiles) => {
      const page = entries.splice(0);
      if (page.length > 0)
        await files.write(`contact-sheet-${++sheets}.jpg`, await encodeImage('jpeg', await drawContactSheet(page)));
    };
    const { failed } = await runBatch<Drawing, OwnFiles, SheetEntry>({
      signal: terminal.signal,
      pixelsOf,
      open: async () => {
        terminal.begin(drawings);
        return OwnFiles.open(out);
      },
      items: () => drawings,
      work: async ({ path, rank, verdict }, files) => {
        const picture = await drawPicture(await readImage(path), verdict, threshold);
        await files.write(fileName(rank, verdict), await encodeImage('jpeg', picture));
        return { thumbnail: await thumbnailOf(picture), caption: captionOf(rank, verdict) };
      },
      take: async (_, outcome, files) => {
        if ('error' in outcome) terminal.warn(outcome.error);
        else entries.push(outcome.value);
        if (entries.length === ENTRIES_PER_SHEET) await writeSheet(files);
        terminal.advance();
      },
      finish: writeSheet,
    });
    const pictures = `${count(worst.length, 'picture')}, the worst first, and ${count(sheets, 'contact sheet')}`;
    return { failed: failed > 0 || isWrong, summary: ['', `Written to ${out}: ${pictures}`] };
  });
}

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
