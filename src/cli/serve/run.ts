import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { messageOf } from '../../errors/errors.js';
import type { CodecSource } from '../../platform/node/video/index.js';
import { fileError } from '../../runtime/file-error.js';
import { isLoopback } from '../../service/guard/hosts.js';
import { Keys, newKey } from '../../service/guard/keys.js';
import type { LimitOptions } from '../../service/limits.js';
import { type Service, type ServiceOptions, startService } from '../../service/service.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { pageFiles } from '../page/page-files.js';
import { answerPage } from '../page/serve.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

/** Unassigned by IANA, and beside that of `farface page`. */
export const PORT = 8418;

const HOST = '127.0.0.1';

/** The command line of `farface serve`, checked one by one already. */
export interface ServeFlags extends ModelFlags, LimitOptions {
  readonly port?: number;
  readonly host?: string;
  readonly keys?: string;
  readonly withoutKeys?: true;
  readonly names?: readonly string[];
  readonly newKey?: string;
  readonly cors?: readonly string[];
  readonly rekognition?: true;
  /** False for --no-page. */
  readonly page?: boolean;
  readonly workers?: number;
  readonly log?: true;
  /** False for --no-videos. */
  readonly videos?: boolean;
  readonly spool?: string;
  readonly codec?: CodecSource;
}

/** Serves until SIGTERM or Ctrl-C, and returns the exit code. */
export async function serve(flags: ServeFlags): Promise<number> {
  if (flags.newKey !== undefined) return printKey(flags.newKey);
  const options = await optionsOf(flags);
  const interrupt = onInterrupt();
  const service = await start(options);
  process.stdout.write(`${service.address}\n`);
  process.stderr.write('The service runs until SIGTERM or Ctrl-C; /docs says how to ask it.\n');
  await new Promise<void>((resolve) => {
    if (interrupt.signal.aborted) resolve();
    else interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  process.stderr.write('The service finishes what is begun, and ends.\n');
  await service.end();
  interrupt.dispose();
  return EXIT.ok;
}

async function start(options: ServiceOptions): Promise<Service> {
  try {
    return await startService(options);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const { host, port } = options;
    throw new UsageError(`--host ${host} --port ${port}: cannot be listened on (${messageOf(error)}). Choose others.`);
  }
}

function printKey(name: string): number {
  const { key, line } = newKey(name);
  process.stdout.write(`${key}\n${line}\n`);
  process.stderr.write('The first line is the key, which is shown only now; the second is for the file of --keys.\n');
  return EXIT.ok;
}

/** What the flags mean together. Throws `UsageError` where they contradict each other, or would open the service unawares. */
async function optionsOf(flags: ServeFlags): Promise<ServiceOptions> {
  const {
    host = HOST,
    port = PORT,
    workers,
    keys,
    withoutKeys,
    names,
    cors = [],
    page = true,
    log,
    rekognition,
  } = flags;
  if (keys !== undefined && withoutKeys) throw new UsageError('--keys and --without-keys: choose one of them.');
  if (!isLoopback(host) && keys === undefined && !withoutKeys) {
    throw new UsageError(
      `--host ${host}: everybody who can reach it could ask. Name keys with --keys (--new-key makes one), or say --without-keys.`,
    );
  }
  if (keys !== undefined && names !== undefined) {
    throw new UsageError('--names and --keys: choose one of them. With keys it may be asked by any name.');
  }
  for (const name of names ?? []) {
    if (/^[\w-]+(\.[\w-]+)*$/.test(name)) continue;
    throw new UsageError(`--names ${name}: expected a name such as faces.example.org, without a port.`);
  }
  for (const origin of cors) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new UsageError(`--cors ${origin}: expected an origin such as https://example.org, without a path.`);
  }
  const files = page ? await pageFiles() : undefined;
  const onCpu = flags.device === undefined || flags.device === 'cpu';
  return {
    ...{ host, port, names, cors, version, rekognition: rekognition ?? false, limits: limitsOf(flags) },
    // A graphics processor is one, however many cores there are.
    threads: workers ?? (onCpu ? availableParallelism() : 1),
    videos: videosOf(flags),
    detector: modelsOf({ ...flags, threads: flags.threads ?? 1 }),
    keys: keys === undefined ? undefined : Keys.parse(await readKeys(keys), keys),
    page: files && ((path) => answerPage(files, path)),
    log: log && ((entry) => process.stderr.write(`${JSON.stringify(entry)}\n`)),
    report: (error) => {
      process.stderr.write(`farface: ${error instanceof Error ? error.stack : messageOf(error)}\n`);
    },
  };
}

/** How videos are taken. Throws `UsageError` where it is said how, and that they are not. */
function videosOf({ videos = true, spool, codec }: ServeFlags): ServiceOptions['videos'] {
  if (videos) return { spool, codec };
  if (spool === undefined && codec === undefined) return undefined;
  throw new UsageError(`--no-videos and --${spool !== undefined ? 'spool' : 'codec'}: choose one of them.`);
}

async function readKeys(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileError(path, 'cannot be read', error);
  }
}

function limitsOf({
  maxMegabytes,
  maxMegapixels,
  maxFrames,
  maxSeconds,
  queueMegapixels,
  maxRequests,
  heldMegabytes,
  maxConnections,
  receiveSeconds,
  idleSeconds,
  jobMegabytes,
  maxJobs,
  jobMinutes,
  drainSeconds,
  videoMegabytes,
  videoMegapixels,
  videoFrames,
  videoMinutes,
  videoSeconds,
  videosAtOnce,
  spoolMegabytes,
}: LimitOptions): LimitOptions {
  return {
    ...{ maxMegabytes, maxMegapixels, maxFrames, maxSeconds, queueMegapixels, maxRequests, heldMegabytes },
    ...{ maxConnections, receiveSeconds, idleSeconds, jobMegabytes, maxJobs, jobMinutes, drainSeconds },
    ...{ videoMegabytes, videoMegapixels, videoFrames, videoMinutes, videoSeconds, videosAtOnce, spoolMegabytes },
  };
}
