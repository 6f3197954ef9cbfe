import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createDetector, type Detector } from '../../detect/detector.js';
import { DETECT_DEFAULTS, type DetectOptions } from '../../detect/options.js';
import { REPORT_DEFAULTS } from '../../report/options.js';
import { type ReportedPhoto, type ReportSummary, report } from '../../report/report.js';
import { count } from '../detect/results.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress, duration } from '../terminal/progress.js';
import { detected, listed } from './photos.js';

/** The command line of `farface report`, checked one by one already. */
export interface ReportFlags extends DetectOptions, ModelFlags {
  readonly out: string;
  readonly title?: string;
  readonly view?: number;
  readonly faces?: string;
  readonly base?: string;
  readonly quiet?: true;
}

/** Above this browsers open a page slowly. */
const HEAVY = 300e6;

/** Writes the page and returns the exit code. `load` makes the detector. */
export async function reportPhotos(
  typed: readonly string[],
  flags: ReportFlags,
  load: () => Promise<Detector> = () => createDetector(modelsOf(flags)),
): Promise<number> {
  check(typed, flags);
  const { out, title, view, faces, quiet } = flags;
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const source = faces === undefined ? await detected(typed, flags, load) : await listed(faces, flags);
  await mkdir(dirname(resolve(out)), { recursive: true });
  const progress = createProgress(source.total, source.total === 1 ? 'photo' : 'photos', !quiet);
  const started = performance.now();
  let written: ReportSummary;
  try {
    const photos = advancing(source.photos(signal, progress.part), progress.advance);
    written = await report(out, photos, { title: title ?? titleOf(typed, faces), note: noteOf(flags), view, signal });
  } finally {
    progress.stop();
    interrupt.dispose();
    await source.dispose?.();
  }
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  for (const { error } of written.failures) tell(`farface: ${error}`);
  if (signal.aborted) tell('farface: stopped by Ctrl-C; the page has the photos before.');
  if (!quiet) tell(summary(written, (performance.now() - started) / 1000, out));
  if (!quiet && written.bytes > HEAVY)
    tell('Browsers open a page of this size slowly: --view 800, or 0, makes it smaller.');
  if (signal.aborted) return EXIT.interrupted;
  return written.failures.length > 0 ? EXIT.failed : EXIT.ok;
}

/** Throws `UsageError` where the command line contradicts itself. */
function check(typed: readonly string[], { out, faces, base, ...flags }: ReportFlags): void {
  if (!/\.html?$/i.test(out)) throw new UsageError(`--out ${out}: expected the name of a page, which ends in .html.`);
  if (faces === undefined) {
    if (typed.length === 0) throw new UsageError('Nothing to look at: name photos, or a file with --faces.');
    if (base !== undefined) throw new UsageError('--base says where the photos of --faces are: name that file too.');
    return;
  }
  if (typed.length > 0) throw new UsageError('--faces names the photos already: leave out the others.');
  const idle = Object.entries({
    '--max-side': flags.maxSide,
    '--nms': flags.nms,
    '--threads': flags.threads,
    '--precision': flags.precision,
    '--weights': flags.weights,
    '--mirror': flags.mirror,
    '--no-verify': flags.verify === false || undefined,
    '--max-candidates': flags.maxCandidates,
    '--verification-weights': flags.verificationWeights,
  });
  const [name] = idle.find(([, value]) => value !== undefined) ?? [];
  if (name) throw new UsageError(`--faces and ${name}: nothing is detected, so leave out ${name}.`);
}

function titleOf(typed: readonly string[], faces: string | undefined): string {
  const [only, another] = faces === undefined ? typed : [faces];
  return only !== undefined && another === undefined ? `Faces in ${basename(resolve(only))}` : REPORT_DEFAULTS.title;
}

function noteOf({ threshold, minFace, faces }: ReportFlags): string {
  const least = threshold ?? (faces === undefined ? DETECT_DEFAULTS.threshold : 0);
  const parts = [new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format()];
  if (faces !== undefined) parts.push(`faces from ${faces}`);
  if (least > 0) parts.push(`scores of ${least} and more`);
  if (minFace) parts.push(`faces of ${minFace} pixels and more`);
  return parts.join(' · ');
}

async function* advancing(photos: AsyncIterable<ReportedPhoto>, advance: (note: string) => void) {
  let faces = 0;
  for await (const photo of photos) {
    yield photo;
    faces += 'faces' in photo ? photo.faces.length : 0;
    advance(count(faces, 'face'));
  }
}

function summary({ photos, faces, failures, bytes }: ReportSummary, seconds: number, out: string): string {
  const parts = [`${count(faces, 'face')} in ${count(photos, 'photo')}`];
  if (failures.length > 0) parts.push(`${failures.length} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  return `${parts.join(', ')}, written to ${out} (${(bytes / 1e6).toPrecision(2)} MB)`;
}
