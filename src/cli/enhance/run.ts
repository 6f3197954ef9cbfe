import { basename, dirname, extname, join } from 'node:path';
import { assign } from '../../batch/assign.js';
import type { Closing } from '../../batch/closing.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../../batch/inputs.js';
import { FileLock } from '../../batch/lock.js';
import { pixelsOf, readPhotoFile } from '../../batch/photo-file.js';
import { runBatch } from '../../batch/run-batch.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { createEnhancer, type EnhancedFace, type Enhancer } from '../../enhance/enhancer.js';
import { EnhancedSheets } from '../../enhance/sheets.js';
import { IMAGINED } from '../../enhance/warning.js';
import { InputError } from '../../errors/errors.js';
import { FacesFile } from '../../formats/faces-file.js';
import { checkSize } from '../../formats/faces-lines.js';
import type { Box } from '../../geometry/box.js';
import { readImage } from '../../platform/node/read-image.js';
import { encodeImage } from '../../platform/node/write-image.js';
import { OwnFiles } from '../../runtime/own-files.js';
import { count } from '../detect/results.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { duration } from '../terminal/progress.js';
import { onTerminal } from '../terminal/terminal.js';

/** The command line of `farface enhance`, checked one by one already. */
export interface EnhanceFlags extends DetectOptions, ModelFlags {
  readonly out: string;
  readonly sheet?: true;
  readonly faces?: string;
  readonly base?: string;
  readonly quiet?: true;
}

/** What became of one photo. */
interface Enhanced {
  readonly faces: readonly EnhancedFace[];
  /** Faces that need no help. */
  readonly large: number;
}

/** A photo, with the beginning of the names of its files; none where there are sheets instead. */
type Due = PhotoInput & { readonly output?: string };

/** What a run has open. */
interface Opened {
  readonly tasks: readonly (Due | FailedInput)[];
  readonly find: Finder;
  readonly enhancer: Enhancer;
  readonly files: OwnFiles | undefined;
  readonly sheets: EnhancedSheets | undefined;
}

/** Enhances the faces of all photos, writes them, and returns the exit code. */
export async function enhancePhotos(typed: readonly string[], flags: EnhanceFlags): Promise<number> {
  const models = modelsOf(flags);
  const { all, others } = await collectInputs(typed, { base: flags.base });
  return onTerminal(flags, async (terminal) => {
    const { signal } = terminal;
    const totals = { faces: 0, large: 0, pages: undefined as number | undefined };
    const started = performance.now();
    terminal.say(`farface: ${IMAGINED}`);
    const tally = await runBatch<Due, Opened, Enhanced>({
      signal,
      pixelsOf,
      open: async (closing) => {
        const opened = await open(all, flags, () => createDetector(models), closing);
        terminal.begin(opened.tasks);
        return opened;
      },
      items: ({ tasks }) => tasks,
      work: async (task, { find, enhancer, files }) => {
        const { bytes } = await readPhotoFile(task);
        const photo = await readImage(bytes, { name: task.name });
        const found = await find.faces(task, photo, signal);
        const faces = await enhancer.enhance(photo, found, { signal });
        if (files && task.output !== undefined) await writeFaces(files, task.output, faces);
        return { faces, large: found.length - faces.length };
      },
      take: async ({ name }, outcome, { sheets }) => {
        if ('error' in outcome) terminal.warn(outcome.error);
        else {
          const { faces, large } = outcome.value;
          totals.faces += faces.length;
          totals.large += large;
          await sheets?.add(name, faces);
        }
        terminal.advance(count(totals.faces, 'face'));
      },
      finish: async ({ sheets }) => {
        totals.pages = await sheets?.close();
      },
    });
    return {
      failed: tally.failed > 0,
      summary: [others.text, summary({ ...tally, ...totals }, (performance.now() - started) / 1000, flags.out)],
    };
  });
}

async function open(
  inputs: readonly (PhotoInput | FailedInput)[],
  flags: EnhanceFlags,
  load: () => Promise<Detector>,
  closing: Closing,
): Promise<Opened> {
  const { out, threads, verificationWeights } = flags;
  if (!flags.sheet) closing.add(await FileLock.take(join(out, FACES_LOCK)), (lock) => lock.release());
  const files = flags.sheet ? undefined : await OwnFiles.open(out);
  const sheets = flags.sheet ? await EnhancedSheets.open(out) : undefined;
  const find = closing.add(await finder(flags, load), (find) => find.dispose?.());
  const all: readonly (Due | FailedInput)[] = [...find.unmatched(inputs), ...inputs];
  const tasks = files ? await assign(all, stems()) : all;
  const enhancer = closing.add(await createEnhancer({ weights: verificationWeights, threads }), (enhancer) =>
    enhancer.dispose(),
  );
  return { tasks, find, enhancer, files, sheets };
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
  const next = new Map<string, number>();
  return ({ relative }) => {
    const stem = relative.slice(0, relative.length - extname(relative).length);
    let name = stem;
    for (let number = next.get(stem) ?? 2; taken.has(name); number++) {
      name = `${stem}-${number}`;
      next.set(stem, number + 1);
    }
    taken.add(name);
    return name;
  };
}

/** What two runs that write into one folder would both write. */
const FACES_LOCK = '.farface-faces';

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
  {
    done,
    faces,
    large,
    failed,
    pages,
  }: Record<'done' | 'faces' | 'large' | 'failed', number> & { readonly pages: number | undefined },
  seconds: number,
  out: string,
): string {
  const parts = [`${count(faces, 'face')} of ${count(done, 'photo')} enhanced`];
  if (large > 0) parts.push(`${count(large, 'face')} large enough without`);
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  const written = pages === undefined ? `written to ${out}` : `${count(pages, 'sheet')} written to ${out}`;
  return [...parts, ...(faces > 0 ? [written] : [])].join(', ');
}
