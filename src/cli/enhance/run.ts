import { basename, dirname, extname, join } from 'node:path';
import { assign, type Task } from '../../batch/assign.js';
import { AHEAD, inOrder } from '../../batch/in-order.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../../batch/inputs.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { createEnhancer, type EnhancedFace } from '../../enhance/enhancer.js';
import { EnhancedSheets } from '../../enhance/sheets.js';
import { IMAGINED } from '../../enhance/warning.js';
import { InputError, messageOf } from '../../errors/errors.js';
import { FacesFile } from '../../formats/faces-file.js';
import { checkSize } from '../../formats/faces-lines.js';
import type { Box } from '../../geometry/box.js';
import { readImage } from '../../platform/node/read-image.js';
import { encodeImage } from '../../platform/node/write-image.js';
import { OwnFiles } from '../../runtime/own-files.js';
import { count } from '../detect/results.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { EXIT } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress, duration } from '../terminal/progress.js';

/** The command line of `farface enhance`, checked one by one already. */
export interface EnhanceFlags extends DetectOptions, ModelFlags {
  readonly out: string;
  readonly sheet?: true;
  readonly faces?: string;
  readonly base?: string;
  readonly quiet?: true;
}

/** What became of one photo. */
type Result = { readonly name: string } & (
  | { readonly error: string }
  | { readonly enhanced: readonly EnhancedFace[]; readonly large: number; readonly output: string }
);

/** Enhances the faces of all photos, writes them, and returns the exit code. */
export async function enhancePhotos(typed: readonly string[], flags: EnhanceFlags): Promise<number> {
  const { out, quiet, threads, verificationWeights } = flags;
  const models = modelsOf(flags);
  const find = await finder(flags, () => createDetector(models));
  const inputs = await collectInputs(typed);
  const tasks = assign([...find.unmatched(inputs), ...inputs], stems());
  const enhancer = await createEnhancer({ weights: verificationWeights, threads });
  const sheets = flags.sheet ? await EnhancedSheets.open(out) : undefined;
  const files = flags.sheet ? undefined : await OwnFiles.open(out);
  const interrupt = onInterrupt();
  const { signal } = interrupt;

  const work = async (task: Task): Promise<Result> => {
    const { name } = task;
    if ('error' in task) return { name, error: task.error };
    try {
      const photo = await readImage(task.path, { name });
      const faces = await find.faces(task, photo, signal);
      const enhanced = await enhancer.enhance(photo, faces, { signal });
      if (files) await writeFaces(files, task.output, enhanced);
      return { name, enhanced, large: faces.length - enhanced.length, output: task.output };
    } catch (error) {
      return { name, error: messageOf(error) };
    }
  };

  if (!quiet) process.stderr.write(`farface: ${IMAGINED}\n`);
  const progress = createProgress(tasks.length, tasks.length === 1 ? 'photo' : 'photos', !quiet);
  const totals = { photos: 0, faces: 0, large: 0, failed: 0 };
  const started = performance.now();
  for await (const result of inOrder(tasks, AHEAD, work, signal)) {
    const failed = 'error' in result;
    // What Ctrl-C cut short did not fail.
    if (failed && signal.aborted) continue;
    totals.photos += 1;
    if (failed) {
      totals.failed += 1;
      progress.line(`farface: ${result.error}`, process.stderr);
    } else {
      totals.faces += result.enhanced.length;
      totals.large += result.large;
      await sheets?.add(result.name, result.enhanced);
    }
    progress.advance(count(totals.faces, 'face'));
  }
  const pages = await sheets?.close();
  progress.stop();
  interrupt.dispose();
  await Promise.all([find.dispose?.(), enhancer.dispose()]);
  if (signal.aborted) process.stderr.write('farface: stopped by Ctrl-C.\n');
  if (!quiet) process.stderr.write(`${summary(totals, (performance.now() - started) / 1000, out, pages)}\n`);
  if (signal.aborted) return EXIT.interrupted;
  return totals.failed > 0 ? EXIT.failed : EXIT.ok;
}

/** Where the faces of a photo come from. */
interface Finder {
  faces(
    task: PhotoInput,
    photo: Awaited<ReturnType<typeof readImage>>,
    signal: AbortSignal,
  ): Promise<readonly { readonly box: Box }[]>;
  /** What a file of faces lists beside the inputs. */
  unmatched(inputs: readonly (PhotoInput | FailedInput)[]): FailedInput[];
  dispose?(): Promise<void>;
}

async function finder(
  { faces: listed, base, threshold, minFace, maxSide, nms }: EnhanceFlags,
  load: () => Promise<Detector>,
): Promise<Finder> {
  if (listed !== undefined) {
    const file = await FacesFile.read(listed, base);
    return {
      faces: async ({ name, path }, photo) => {
        const found = file.find(path);
        if (!found) throw new InputError(`${name}: is not listed in ${listed}. Add a line for it, or leave it out.`);
        checkSize(name, photo, found);
        // Of an animation the first frame is enhanced.
        return found.faces.filter(({ frame = 0 }) => frame === 0);
      },
      unmatched: (inputs) => {
        for (const input of inputs) if ('path' in input) file.find(input.path);
        return file.unmatched();
      },
    };
  }
  const detector = await load();
  return {
    faces: async (_, photo, signal) =>
      (await detector.detect(photo, { threshold, minFace, maxSide, nms, signal })).faces,
    unmatched: () => [],
    dispose: () => detector.dispose(),
  };
}

/** Gives each photo the beginning of its files' names below --out: its path below the folder that was typed; numbered where taken. */
function stems(): (photo: PhotoInput) => string {
  const taken = new Set<string>();
  return ({ relative }) => {
    const stem = relative.slice(0, relative.length - extname(relative).length);
    let name = stem;
    for (let number = 2; taken.has(name); number++) name = `${stem}-${number}`;
    taken.add(name);
    return name;
  };
}

/** What follows `STEM.face-` in a file's name. */
const NUMBERED = /^\d{3,}\.png$/;

/**
 * `STEM.face-001.png`, …, in the order in which they were found, the surest first. Those of an earlier run go: what it
 * found more would pass for what this one found.
 */
async function writeFaces(files: OwnFiles, stem: string, faces: readonly EnhancedFace[]): Promise<void> {
  const start = `${basename(stem)}.face-`;
  await files.clear((name) => name.startsWith(start) && NUMBERED.test(name.slice(start.length)), dirname(stem));
  for (const [index, { enhanced }] of faces.entries()) {
    const name = `${start}${String(index + 1).padStart(3, '0')}.png`;
    await files.write(join(dirname(stem), name), await encodeImage('png', enhanced, { description: IMAGINED }));
  }
}

function summary(
  { photos, faces, large, failed }: Record<'photos' | 'faces' | 'large' | 'failed', number>,
  seconds: number,
  out: string,
  pages: number | undefined,
): string {
  const parts = [`${count(faces, 'face')} of ${count(photos - failed, 'photo')} enhanced`];
  if (large > 0) parts.push(`${count(large, 'face')} large enough without`);
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  const written = pages === undefined ? `written to ${out}` : `${count(pages, 'sheet')} written to ${out}`;
  return [...parts, ...(faces > 0 ? [written] : [])].join(', ');
}
