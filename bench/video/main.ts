/**
 * `npm run bench:video -- --data DIR`: what of moving faces stays visible, frame by frame, under farface's tracks and under
 * simpler masks. See docs/video-tracks.md.
 */
import { Command } from 'commander';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { holdBack } from '../../src/datasets/training-split.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { InputError } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { CODEC_SOURCES } from '../../src/platform/node/video/sources.js';
import { runBenchmark } from '../command.js';
import { DEFAULT_PEERS } from '../peers/contestant.js';
import { chooseClips } from './clips.js';
import { openDetectors } from './detect-clips.js';
import { headTracks } from './head-tracks.js';
import { linkLong } from './long.js';
import { noiseOf } from './noise.js';
import { sceneOf } from './scenes.js';
import { ffmpegVersion, type SpeedRow, speedTable, timeVideo } from './speed.js';
import { markdown, rowsOf } from './table.js';
import type { Scene } from './truth.js';

interface Flags {
  readonly data?: string;
  readonly speed?: string;
  readonly seconds: number;
  readonly long?: number;
  readonly faces: number;
  readonly heads?: string;
  readonly peers: string;
  readonly cache: string;
  readonly clips: number;
  readonly heldBack?: boolean;
}

/** Heads of HT21-01 are 40 pixels high on average: a third of that is a pedestrian across a square. */
const SCALES = [1 / 3];

async function bench(flags: Flags): Promise<void> {
  if (flags.long !== undefined) return long(flags.long, flags.faces);
  if (flags.speed !== undefined) return speed(flags.speed, flags.seconds);
  const { data, heads, peers, cache, clips: count, heldBack = false } = flags;
  if (data === undefined) throw new InputError('--data: is missing. Give the folder of WIDER FACE, or --speed PHOTO.');
  const { photos } = await loadWiderFace(data, heldBack ? 'train' : 'val');
  const clips = chooseClips(heldBack ? holdBack(photos).heldBack : photos, count, heldBack ? 100 : 500);
  const { detectors, close } = await openDetectors(peers);
  const progress = createProgress(clips.length, 'clips', true);
  const scenes: Scene[] = [];
  for (const clip of clips) {
    scenes.push(await sceneOf(clip, detectors, cache));
    progress.advance();
  }
  progress.stop();
  await close();
  print(`${clips.length} clips of ${heldBack ? 'held-back' : 'val'} photos`, scenes);
  if (heads === undefined) return;
  const noise = noiseOf(scenes, 'farface', 7);
  for (const scale of SCALES) {
    const name = `HT21-01 at ${scale.toFixed(2)} of its size`;
    print(name, [await headTracks(heads, scale, noise, name)]);
  }
}

function long(hours: number, faces: number): void {
  const { frames, tracks, masks, linking, going, memory } = linkLong(hours, faces);
  const line = [frames, faces, tracks, masks, linking.toFixed(1), going.toFixed(1), memory.toFixed(0)].join(' | ');
  const head = 'frames | faces in each | tracks | masks | linking, s | going over all masks, s | memory at most, MiB';
  process.stdout.write(`| ${head} |\n|---|---|---|---|---|---|---|\n| ${line} |\n`);
}

/** Rounds, whose ratios differ: a machine is never quite quiet. */
const ROUNDS = 3;

async function speed(photo: string, seconds: number): Promise<void> {
  const rows: SpeedRow[] = [];
  for (const size of ['720p', '1080p'] as const)
    for (const codec of CODEC_SOURCES)
      for (let round = 0; round < ROUNDS; round++)
        rows.push(await timeVideo(photo, size, codec, seconds, 'dist/cli/main.js'));
  process.stdout.write(`ffmpeg ${ffmpegVersion()}\n\n${speedTable(rows)}\n`);
}

function print(title: string, scenes: readonly Scene[]): void {
  process.stdout.write(`\n${title}\n\n${markdown(rowsOf(scenes))}\n`);
}

await runBenchmark(
  new Command('bench:video')
    .description('What of moving faces stays visible, frame by frame.')
    .option('--data <folder>', 'WIDER FACE in its official layout')
    .option('--heads <file>', "gt.txt of HT21-01, in the MOT challenge's layout")
    .option('--peers <folder>', "the peers' ONNX files", DEFAULT_PEERS)
    .option('--cache <folder>', 'where detections are kept', 'build/bench-video')
    .addOption(numberOption('--clips <n>', 'how many clips', integerBetween(1, 1000)).default(24))
    .option('--held-back', 'photos that choose settings instead of val, which only reports')
    .option('--speed <photo>', 'time the built command on films over this photo instead, on a quiet machine')
    .addOption(numberOption('--seconds <n>', 'length of those films', integerBetween(1, 60)).default(2))
    .addOption(numberOption('--long <hours>', 'link detections of so many hours instead', integerBetween(1, 100)))
    .addOption(numberOption('--faces <n>', 'in each frame of those hours', integerBetween(1, 1000)).default(10))
    .action(bench),
);
