import { basename, resolve } from 'node:path';
import { collectInputs } from '../../batch/inputs.js';
import { pixelsOf } from '../../batch/photo-file.js';
import { runBatch } from '../../batch/run-batch.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import { DETECT_DEFAULTS, type DetectOptions } from '../../detect/options.js';
import { REPORT_DEFAULTS } from '../../report/options.js';
import { type ReportSummary, ReportWriter } from '../../report/report.js';
import { count } from '../detect/results.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { UsageError } from '../terminal/exit.js';
import { duration } from '../terminal/progress.js';
import { onTerminal } from '../terminal/terminal.js';
import { type Due, detected, listed, type ReportSource, type Shown } from './photos.js';

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

/** What a run has open. */
interface Opened {
  readonly page: ReportWriter;
  readonly source: ReportSource;
}

/** Writes the page and returns the exit code. `load` makes the detector. */
export async function reportPhotos(
  typed: readonly string[],
  flags: ReportFlags,
  load: () => Promise<Detector> = () => createDetector(modelsOf(flags)),
): Promise<number> {
  check(typed, flags);
  const { out, title, view, faces: listedIn } = flags;
  const { all, others } = await collectInputs(typed);
  return onTerminal(flags, async (terminal) => {
    const { signal } = terminal;
    const started = performance.now();
    let faces = 0;
    let written: ReportSummary | undefined;
    await runBatch<Due, Opened, Shown>({
      signal,
      pixelsOf,
      open: async (closing) => {
        const options = { title: title ?? titleOf(typed, listedIn), note: noteOf(flags), view };
        const page = closing.add(await ReportWriter.open(out, options), (page) => page.close());
        const source =
          listedIn === undefined
            ? detected(
                all,
                flags,
                closing.add(await load(), (detector) => detector.dispose()),
              )
            : await listed(listedIn, flags);
        terminal.begin(source.total);
        return { page, source };
      },
      items: ({ source }) => source.photos,
      work: (due) => due.look(signal, terminal.part),
      take: async ({ name }, outcome, { page }) => {
        const error = await page.add({ name, ...('error' in outcome ? outcome : outcome.value) });
        if (error !== undefined) terminal.warn(error);
        if ('value' in outcome) faces += outcome.value.faces.length;
        terminal.advance(count(faces, 'face'));
      },
      finish: async ({ page }) => {
        written = await page.finish(signal.aborted);
      },
    });
    const { bytes, failures } = written!;
    const heavy = 'Browsers open a page of this size slowly: --view 800, or 0, makes it smaller.';
    return {
      failed: failures.length > 0,
      summary: [
        others.text,
        signal.aborted ? 'The page has the photos before.' : undefined,
        summary(written!, (performance.now() - started) / 1000, out),
        bytes > HEAVY ? heavy : undefined,
      ],
    };
  });
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
    '--zoom': flags.zoom,
    '--zoom-by': flags.zoomBy,
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

function summary({ photos, faces, failures, bytes }: ReportSummary, seconds: number, out: string): string {
  const parts = [`${count(faces, 'face')} in ${count(photos, 'photo')}`];
  if (failures.length > 0) parts.push(`${failures.length} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  return `${parts.join(', ')}, written to ${out} (${(bytes / 1e6).toPrecision(2)} MB)`;
}
