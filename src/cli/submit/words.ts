import { type Command, CommanderError } from 'commander';
import { InputError } from '../../errors/errors.js';
import type { Asked } from '../../fleet/run.js';
import { detectCommand } from '../detect/command.js';
import type { DetectFlags } from '../detect/run.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { redactCommand } from '../redact/command.js';
import { optionsOf, type RedactFlags } from '../redact/flags.js';
import { UsageError } from '../terminal/exit.js';
import { thresholdOf } from '../terminal/recall-option.js';

/** What may be said of photos that workers look at; the rest is about files here, or about this machine. */
const LOOKING =
  'threshold recall minFace maxSide nms mirror zoom zoomBy verify maxCandidates precision weights verificationWeights every';
const HIDING = 'with shape scale color strength check keepMetadata quality';
const ALLOWED = { detect: new Set(LOOKING.split(' ')), redact: new Set(`${LOOKING} ${HIDING}`.split(' ')) };

/**
 * Reads the words behind `--` as the command that they name reads them, so that nothing wrong is queued.
 *
 * @throws UsageError that names the word
 */
export function readWords(words: readonly string[]): Omit<Asked, 'in' | 'out'> {
  const [name, ...rest] = words;
  if (name === 'redact') {
    const flags = parse<RedactFlags>(redactCommand(), rest, ALLOWED.redact);
    return {
      command: name,
      settings: json(optionsOf(flags)),
      ...videoOf(flags),
      models: modelsFor(flags),
      words: [...words],
    };
  }
  if (name === 'detect') {
    const flags = parse<DetectFlags>(detectCommand(), rest, ALLOWED.detect);
    const { minFace, maxSide, nms } = flags;
    const settings = json({ threshold: thresholdOf(flags), minFace, maxSide, nms });
    return { command: name, settings, ...videoOf(flags), models: modelsFor(flags), words: [...words] };
  }
  throw new UsageError(
    `Behind -- expected detect or redact with its options, as in: farface submit photos --out hidden -- redact --with solid${name === undefined ? '' : `; received ${name}`}.`,
  );
}

/** What is said of videos; nothing where nothing is, so that runs of photos stay the same ones. */
function videoOf({
  every,
  quality,
}: {
  every?: number | undefined;
  quality?: number | undefined;
}): Pick<Asked, 'video'> {
  if (every === undefined && quality === undefined) return {};
  return { video: json({ every, quality }) };
}

/** Stands for the photos, which the command wants to be named. */
const PHOTO = 'photo.jpg';

function parse<Flags extends object>(command: Command, words: readonly string[], allowed: ReadonlySet<string>): Flags {
  let read: Flags | undefined;
  command
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} })
    .action((photos: string[], flags: Flags) => {
      const more = photos.filter((photo) => photo !== PHOTO);
      if (more.length > 0)
        throw new UsageError(
          `${more[0]}: the photos are named before --, and only options of ${command.name()} behind it.`,
        );
      read = flags;
    });
  try {
    command.parse([PHOTO, ...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      throw new UsageError(`${command.name()}: ${error.message.replace(/^error: /, '')}`);
    throw error;
  }
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') continue;
    if (!allowed.has(name))
      throw new UsageError(`${option.long}: is not for photos that workers look at. Leave it out.`);
    if (command.getOptionValue(name) === '')
      throw new UsageError(`${option.long}: is empty. Give a value, or leave it out.`);
  }
  return read!;
}

/** Weights by their paths, which workers must have as well. */
function modelsFor(flags: ModelFlags): Asked['models'] {
  const { weights, verificationWeights, threads: _threads, device: _device, ...models } = modelsOf(flags);
  const path = (source: unknown) => {
    if (source === undefined || typeof source === 'string') return source;
    throw new InputError('weights: expected the path of a file.');
  };
  return json({ ...models, weights: path(weights), verificationWeights: path(verificationWeights) });
}

/** Without what is not set, as it travels. */
function json<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}
