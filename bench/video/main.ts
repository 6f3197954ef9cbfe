/**
 * `npm run bench:video -- --data DIR`: what of moving faces stays visible, frame by frame, under farface's tracks and under
 * simpler masks. See docs/video-tracks.md.
 */
import { Command, Option } from 'commander';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { holdBack } from '../../src/datasets/training-split.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { InputError } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { CODEC_SOURCES, type CodecSource } from '../../src/platform/node/video/sources.js';
import { runBenchmark } from '../command.js';
import { DEFAULT_PEERS } from '../peers/contestant.js';
import { chooseClips } from './clips.js';
import { openDetectors } from './detect-clips.js';
import { headTracks } from './head-tracks.js';
import { linkLong } from './long.js';
import { type MemoryRow, memoryOf, memoryTable } from './memory.js';
import { noiseOf } from './noise.js';
import { sceneOf } from './scenes.js';
import { ffmpegVersion, SIZE_NAMES, type Size, type SpeedRow, speedTable, timeVideo } from './speed.js';
import { markdown, rowsOf } from './table.js';
import type { Scene } from './truth.js';

interface Flags {
  readonly data?: string;
  readonly speed?: string;
  readonly memory?: string;
  readonly seconds: number;
  readonly size?: readonly Size[];
  readonly codec?: readonly CodecSource[];
  readonly rounds: number;
  readonly every: number;
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
  if (flags.speed !== undefined) return speed(flags.speed, flags);
  if (flags.memory !== undefined) return memory(flags.memory, flags);
  const { data, heads, peers, cache, clips: count, heldBack = false } = flags;
  if (data === undefined)
    throw new InputError('--data: is missing. Give the folder of WIDER FACE, --speed PHOTO or --memory PHOTO.');
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

const COMMAND = 'dist/cli/main.js';

async function speed(
  photo: string,
  { seconds, rounds, size: sizes = ['720p', '1080p'], codec: codecs = CODEC_SOURCES }: Flags,
): Promise<void> {
  const rows: SpeedRow[] = [];
  for (const size of sizes)
    for (const codec of codecs)
      for (let round = 0; round < rounds; round++) rows.push(await timeVideo(photo, size, codec, seconds, COMMAND));
  process.stdout.write(`ffmpeg ${ffmpegVersion()}\n\n${speedTable(rows)}\n`);
}

async function memory(
  photo: string,
  { seconds, every, size: sizes = ['2160p'], codec: codecs = CODEC_SOURCES }: Flags,
): Promise<void> {
  const rows: MemoryRow[] = [];
  for (const size of sizes)
    for (const codec of codecs) rows.push(await memoryOf(photo, COMMAND, { size, codec, seconds, every }));
  process.stdout.write(`ffmpeg ${ffmpegVersion()}\n\n${memoryTable(rows)}\n`);
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
    .option('--memory <photo>', 'what memory the built command takes for such films at most, with all that it starts')
    .addOption(numberOption('--seconds <n>', 'length of those films', integerBetween(1, 3600)).default(2))
    .addOption(new Option('--size <size...>', 'of those films').choices(SIZE_NAMES))
    .addOption(new Option('--codec <codec...>', 'that they are tried with').choices(CODEC_SOURCES))
    // Ratios of rounds differ: a machine is never quite quiet.
    .addOption(numberOption('--rounds <n>', 'of --speed', integerBetween(1, 10)).default(3))
    .addOption(numberOption('--every <n>', 'of --memory, as the command has it', integerBetween(1, 1000)).default(1))
    .addOption(numberOption('--long <hours>', 'link detections of so many hours instead', integerBetween(1, 100)))
    .addOption(numberOption('--faces <n>', 'in each frame of those hours', integerBetween(1, 1000)).default(10))
    .action(bench),
);
