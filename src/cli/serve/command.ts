import { Command, Option } from 'commander';
import { detectFields } from '../../detect/options.js';
import { integerBetween } from '../../errors/validate.js';
import { CODEC_SOURCES } from '../../platform/node/video/sources.js';
import { LIMIT_DEFAULTS, limitFields, QUEUE_MEGAPIXELS_A_THREAD } from '../../service/limits.js';
import { modelOptions } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { PORT, type ServeFlags, serve } from './run.js';

const EXAMPLES = `
Examples:
  farface serve                        listens to this machine alone, at http://localhost:${PORT}
  curl -H 'Content-Type: image/jpeg' --data-binary @crowd.jpg http://localhost:${PORT}/v1/detect
  curl -F picture=@crowd.jpg -F with=mosaic http://localhost:${PORT}/v1/redact --fail -o hidden.jpg
  farface serve --new-key newsroom     prints a key, and the line for the file of keys
  farface serve --host 0.0.0.0 --keys keys.txt
                                       listens to the network; requests need a key of that file

http://localhost:${PORT}/docs says what can be asked and how; /openapi.json says it to programs, /metrics counts, /livez and
/readyz tell whether it is well, and / is the page of farface page. Pictures stay in memory, and only for as long as it takes; a video of
/v1/jobs is in a private folder (--spool) until its result is fetched. Nothing of them is logged. SIGTERM (or Ctrl-C) lets what is begun finish, and ends.`;

/** `farface serve`: detection and redaction over HTTP. */
export function serveCommand(): Command {
  const options = [
    numberOption(
      '-p, --port <number>',
      `port to listen on; 0 for any that is free (default: ${PORT})`,
      integerBetween(0, 65_535),
    ),
    new Option(
      '--host <address>',
      'address to listen on, such as 0.0.0.0 for all; then --keys is needed (default: 127.0.0.1, this machine alone)',
    ),
    new Option('--keys <file>', 'take only requests with one of the keys whose hashes this file lists'),
    new Option('--without-keys', 'let everybody ask who can reach the --host: a proxy in front must keep them out'),
    new Option(
      '--names <names...>',
      'without keys: names of hosts by which it may be asked, besides addresses and names without a dot (default: none)',
    ),
    new Option('--new-key <name>', 'print a new key and its line for the file of keys, and end'),
    new Option('--cors <origins...>', 'pages of these origins may ask, such as https://example.org (default: none)'),
    new Option('--rekognition', 'answer POST /compat/rekognition/DetectFaces too, in the form of Amazon Rekognition'),
    new Option('--no-page', 'leave the page at / out'),
    numberOption(
      '--workers <number>',
      'pictures that are looked at at once, each in a thread with networks of its own (default: one a core)',
      detectFields.parallel,
    ),
    new Option('--no-videos', 'take no videos, and write nothing to the disk'),
    new Option(
      '--spool <folder>',
      'private folder for videos on their way, which go with the job (default: one of this user among the temporary files)',
    ),
    new Option(
      '--codec <source>',
      'decode and code videos only by this (default: node-av where it is installed, else ffmpeg)',
    ).choices([...CODEC_SOURCES]),
    ...limitOptions(),
    numberOption('--threads <number>', 'threads of each network (default: 1)', detectFields.threads),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    ...modelOptions(),
    new Option('--log', 'a line of JSON on standard error for each request: route, status, times, no name, no address'),
  ];
  const command = new Command('serve')
    .description('Find and hide faces over HTTP, for other programs.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ServeFlags) => {
      process.exitCode = await serve(flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}

function limitOptions(): Option[] {
  const limit = (
    name: keyof typeof limitFields,
    flag: string,
    description: string,
    standard = String(LIMIT_DEFAULTS[name]),
  ) => numberOption(flag, `${description} (default: ${standard})`, limitFields[name]);
  return [
    limit('maxMegabytes', '--max-megabytes <number>', 'largest request'),
    limit('maxMegapixels', '--max-megapixels <number>', 'largest picture, all its frames together'),
    limit('maxFrames', '--max-frames <number>', 'most frames or pages of a picture'),
    limit('maxSeconds', '--max-seconds <number>', 'longest work on one picture'),
    limit(
      'queueMegapixels',
      '--queue-megapixels <number>',
      'pictures that wait; more are sent away with 429',
      `${QUEUE_MEGAPIXELS_A_THREAD} a worker`,
    ),
    limit('maxRequests', '--max-requests <number>', 'requests that are received, wait, or are worked on'),
    limit('heldMegabytes', '--held-megabytes <number>', 'what those requests may hold together'),
    limit('maxConnections', '--max-connections <number>', 'most connections at once'),
    limit('receiveSeconds', '--receive-seconds <number>', 'longest time for a request to arrive'),
    limit('idleSeconds', '--idle-seconds <number>', 'longest pause in a request, or in the reading of an answer'),
    limit('jobMegabytes', '--job-megabytes <number>', 'what jobs may hold together'),
    limit('maxJobs', '--max-jobs <number>', 'most jobs at once'),
    limit('jobMinutes', '--job-minutes <number>', 'results of a job that are not fetched go after this time'),
    limit('drainSeconds', '--drain-seconds <number>', 'what is begun may take so long after SIGTERM'),
    limit('videoMegabytes', '--video-megabytes <number>', 'largest video'),
    limit('videoMegapixels', '--video-megapixels <number>', 'largest frame of a video'),
    limit('videoFrames', '--video-frames <number>', 'most frames of a video'),
    limit('videoMinutes', '--video-minutes <number>', 'longest work on one video'),
    limit('videoSeconds', '--video-seconds <number>', 'longest time for a video to arrive'),
    limit('videosAtOnce', '--videos-at-once <number>', 'videos that are worked on at once; others wait'),
    limit(
      'spoolMegabytes',
      '--spool-megabytes <number>',
      'what videos and their results may take of the disk together',
    ),
  ];
}
