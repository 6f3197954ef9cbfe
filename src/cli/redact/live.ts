import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { FilePathSource } from 'mediabunny';
import { removeLeftovers } from '../../batch/leftovers.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import { InputError } from '../../errors/errors.js';
import { videoCodecs } from '../../platform/node/video/index.js';
import { isLive, type LiveAddress, liveAddress, liveTarget } from '../../platform/node/video/live-address.js';
import { openSink } from '../../platform/node/video/live-sink.js';
import { openLive } from '../../platform/node/video/live-source.js';
import { VerificationError } from '../../redact/check-redaction.js';
import { REDACT_DEFAULTS } from '../../redact/options.js';
import { GrowingFile } from '../../runtime/growing-file.js';
import { lookThreshold } from '../../tracks/options.js';
import { type LiveKind, liveOutput } from '../../video/live/live-output.js';
import { type LiveOutcome, redactLive } from '../../video/live/redact-live.js';
import { openVideo } from '../../video/open-video.js';
import { LIVE_DEFAULTS } from '../../video/options.js';
import { CONTAINERS } from '../../video/video.js';
import type { VideoSink } from '../../video/write-video.js';
import { count } from '../detect/results.js';
import { batchModelsOf, PARALLEL } from '../models.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { lossOfOutput, outputFailure } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';
import { optionsOf, type RedactFlags } from './flags.js';

/** Flags that are about files, records and people who look at them: a stream has none of these. */
const NOT_LIVE = {
  ...{ keepFaces: '--keep-faces', also: '--also', only: '--only', base: '--base', review: '--review' },
  ...{ reviewMost: '--review-most', inPlace: '--in-place', onlyNamed: '--only-named', skipOthers: '--skip-others' },
  ...{ resume: '--resume', tracks: '--tracks', keepMetadata: '--keep-metadata' },
} as const satisfies Partial<Record<keyof RedactFlags, string>>;

/** Where a result goes. */
interface Destination {
  readonly name: string;
  readonly kind: LiveKind;
  readonly sink: VideoSink;
  /** Puts it where it belongs, once all of it was handed over. */
  finish(outcome: LiveOutcome): Promise<void>;
  /** Lets it go: of a file nothing is left. */
  discard(): Promise<void>;
}

/**
 * Redacts a camera or a stream until it ends, or Ctrl-C or a polite kill ends it, which is no failure. Returns the exit code.
 *
 * @param load makes the detector
 */
export async function redactStream(
  typed: readonly string[],
  flags: RedactFlags,
  load: () => Promise<Detector> = () => createDetector(batchModelsOf(flags, PARALLEL)),
): Promise<number> {
  const address = addressOf(typed, flags);
  const out = outOf(address, flags);
  const interrupt = onInterrupt();
  const terminal = new Terminal(interrupt, flags.quiet ?? false);
  let destination: Destination | undefined;
  let detector: Detector | undefined;
  try {
    const codecs = await videoCodecs(flags.codec);
    detector = await load();
    destination = await destinationOf(out, terminal, flags);
    const source = await openLive(address);
    terminal.say(`${address.name} → ${destination.name}: Ctrl-C ends it.`);
    const outcome = await redactLive(source, codecs, destination.sink, liveOutput(destination.kind), {
      ...callOf(detector, flags, address.name),
      signal: interrupt.signal,
      onFrame: tellDark(address.name, terminal),
    });
    const failure = await finished(outcome, destination);
    if (!(failure instanceof VerificationError)) destination = undefined;
    if (outputFailure.aborted) terminal.warn(lossOfOutput());
    return tell(address.name, out, outcome, failure, { terminal, flags });
  } finally {
    await destination?.discard();
    await detector?.dispose();
    terminal.stop();
    interrupt.dispose();
  }
}

/** @throws UsageError where what was typed is no single live source, or a flag means nothing for it. */
function addressOf(typed: readonly string[], flags: RedactFlags): LiveAddress {
  const [source] = typed.filter(isLive);
  const address = liveAddress(source!, { listen: flags.listen ?? false });
  if (typeof address === 'string') throw new UsageError(`${hideSecrets(source!)}: ${address}.`);
  if (typed.length > 1)
    throw new UsageError(`${address.name}: is live, and redacted by itself: name nothing beside it.`);
  for (const [key, flag] of Object.entries(NOT_LIVE)) {
    if (flags[key as keyof typeof NOT_LIVE] !== undefined)
      throw new UsageError(`${address.name}: is live, which ${flag} says nothing about. Leave it out.`);
  }
  return address;
}

function hideSecrets(typed: string): string {
  return typed.replace(/\/\/[^/?#]*@/, '//…@').replace(/[?#].*$/s, '?…');
}

function outOf({ name }: LiveAddress, { out, json }: RedactFlags): string {
  if (out === undefined)
    throw new UsageError(`${name}: is live: say where it goes, as in --out FILE.mp4, --out - or --out rtmp://….`);
  if (out === '-' && json) throw new UsageError('--json and -: both would go to standard output.');
  if (out === '-' && process.stdout.isTTY)
    throw new UsageError('-: a video is no text for a terminal; write > FILE behind it.');
  return out;
}

async function destinationOf(out: string, terminal: Terminal, flags: RedactFlags): Promise<Destination> {
  if (out === '-') {
    const write = (data: Uint8Array) => terminal.printBytes(data);
    return { name: 'standard output', kind: 'pipe', sink: { write }, finish: async () => {}, discard: async () => {} };
  }
  if (isLive(out)) {
    const target = liveTarget(out);
    if (typeof target === 'string') throw new UsageError(`${hideSecrets(out)}: ${target}.`);
    const sink = openSink(target);
    return {
      ...{ name: target.name, kind: target.kind, sink, finish: () => sink.end() },
      discard: async () => sink.close(),
    };
  }
  const kind = CONTAINERS.find((container) => extname(out).toLowerCase() === `.${container}`);
  if (!kind) throw new UsageError(`${out}: has no ending that says what it is; expected .${CONTAINERS.join(', .')}.`);
  if (!flags.overwrite && existsSync(out))
    throw new InputError(`${out}: is there already. Choose another name, or say --overwrite.`);
  await removeLeftovers([out]);
  const file = await GrowingFile.open(out);
  return {
    ...{ name: out, kind, sink: { write: (data: Uint8Array, position: number) => file.writeAt(data, position) } },
    finish: async (outcome) => {
      await checkFile(file, outcome);
      await file.commit();
    },
    discard: () => file.discard(),
  };
}

/** Reads the head of a file that was written: it is to have what was handed over. */
async function checkFile({ temporary, path }: GrowingFile, { frames }: LiveOutcome): Promise<void> {
  const video = await openVideo(new FilePathSource(temporary), path);
  video.close();
  if (video.frames !== frames)
    throw new VerificationError(`${path}: has ${video.frames} frames instead of ${frames}, so it is not kept.`);
}

function callOf(detector: Detector, flags: RedactFlags, name: string) {
  const { minFace, maxSide, nms, threshold = REDACT_DEFAULTS.threshold, ...cover } = optionsOf(flags);
  const { with: hiding, shape, scale, color, strength } = cover;
  const low = lookThreshold(threshold);
  const { delay = LIVE_DEFAULTS.delay, every, quality } = flags;
  return {
    ...{ with: hiding, shape, scale, color, strength, quality, threshold, delay, every, ahead: detector.photos },
    detect: async (image: Parameters<Detector['detect']>[0]) =>
      (await detector.detect(image, { minFace, maxSide, nms, threshold: low, name })).faces,
  } as const;
}

/** Says at once, and once, that frames go out dark: whoever hears it may still change something. */
function tellDark(name: string, terminal: Terminal): (outcome: LiveOutcome) => void {
  let told = false;
  return ({ dark }) => {
    if (dark === 0 || told) return;
    told = true;
    terminal.warn(
      `${name}: detection falls behind; frames that it has no time for go out dark. --every, --max-side or a longer --delay may help.`,
    );
  };
}

/** Finishes what was written. Returns what went wrong, by then or before. */
async function finished(outcome: LiveOutcome, destination: Destination): Promise<unknown> {
  if (outcome.failure instanceof VerificationError || outcome.frames === 0) return outcome.failure;
  try {
    await destination.finish(outcome);
    return outcome.failure;
  } catch (error) {
    return outcome.failure ?? error;
  }
}

function tell(
  name: string,
  out: string,
  outcome: LiveOutcome,
  failure: unknown,
  { terminal, flags }: { terminal: Terminal; flags: RedactFlags },
): number {
  const { width, height, frames, dark, masks, checked, seconds, warnings } = outcome;
  for (const warning of warnings) terminal.warn(`${name}: ${warning}.`);
  if (failure !== undefined) terminal.warn(failure instanceof Error ? failure.message : String(failure));
  const written = { width, height, frames, seconds, dark, masks, checked };
  if (dark > 0) terminal.warn(`${name}: ${count(dark, 'frame')} of ${frames} went out dark, as detection fell behind.`);
  const error = failure === undefined ? {} : { error: failure instanceof Error ? failure.message : String(failure) };
  if (flags.json) terminal.printJson(JSON.stringify({ video: name, output: out, ...written, ...error }));
  else
    terminal.say(
      `${name}: ${count(frames, 'frame')} in ${seconds.toFixed(1)} s, ${count(masks, 'mask')}, ${checked} frames checked`,
    );
  return failure === undefined && checked === frames ? EXIT.ok : EXIT.failed;
}
