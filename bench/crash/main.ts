/** `npm run bench:crash`: farface killed with -9 and on full disks at random moments. See bench/README.md. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { EXIT } from '../../src/cli/terminal/exit.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { InputError, messageOf } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { createRandom } from '../../src/random/random.js';
import { runBenchmark } from '../command.js';
import { endFaults, faults } from './check.js';
import { CASES, type Case, contentsOf, fill, makePhotos, reset, start, wholeRun } from './scene.js';

const PHOTOS = 12;

interface Flags {
  readonly kills: number;
  readonly disks: number;
  readonly seed: number;
}

/** Kills one command at random moments, going on where it was each time, until there were so many kills. */
async function kill(from: string, folder: string, one: Case, kills: number, random: () => number, tick: () => void) {
  const expected = await wholeRun(from, folder, one);
  const originals = await contentsOf(join(from, 'photos'));
  const found: string[] = [];
  await reset(from, folder);
  for (let killed = 0; killed < kills; ) {
    const { child, ended } = start(folder, one.words);
    // Most of the time goes by before the first photo: those moments are the least telling.
    await Promise.race([wait(expected.took * (0.4 + 0.7 * random())), ended]);
    child.kill('SIGKILL');
    const { code, stdout, stderr } = await ended;
    if (code === null) {
      killed += 1;
      tick();
      found.push(...(await faults(folder, one, originals, expected, stdout.split('\n').slice(0, -1))));
      continue;
    }
    if (code !== 0) found.push(`${one.name}: ended with ${code}: ${stderr}`);
    found.push(...(await endFaults(folder, one, expected)));
    await reset(from, folder);
  }
  const { code, stderr } = await start(folder, one.words).ended;
  if (code !== 0) found.push(`${one.name}: ended with ${code}: ${stderr}`);
  return [...found, ...(await endFaults(folder, one, expected))];
}

/** Runs one command on a small disk with random room left, then with room enough. */
async function fillDisk(from: string, disk: string, one: Case, times: number, random: () => number, tick: () => void) {
  const folder = join(disk, 'work');
  const expected = await wholeRun(from, folder, one);
  const originals = await contentsOf(join(from, 'photos'));
  const found: string[] = [];
  let full = 0;
  for (let time = 0; time < times; time++) {
    await reset(from, folder);
    const { bavail, bsize } = await statfs(disk);
    const room = Math.floor(random() * ROOM);
    await fill(join(disk, 'filler'), bavail * bsize - room);
    const stopped = await start(folder, one.words).ended;
    if (stopped.code !== 0) full += 1;
    if (stopped.code !== 0 && !/disk is full/.test(stopped.stderr)) found.push(`${one.name}: says ${stopped.stderr}`);
    if (/\.tmp|\n {4}at /.test(stopped.stderr)) found.push(`${one.name}: is no message: ${stopped.stderr}`);
    found.push(...(await faults(folder, one, originals, expected, stopped.stdout.split('\n').slice(0, -1))));
    await rm(join(disk, 'filler'));
    const { code, stderr } = await start(folder, one.words).ended;
    if (code !== 0) found.push(`${one.name}: ended with ${code} once there was room: ${stderr}`);
    found.push(...(await endFaults(folder, one, expected)));
    tick();
  }
  return { found, full };
}

/** Room that is left at most, in bytes: results and records of all photos take somewhat more. */
const ROOM = 120_000;
const DISK = 8_000_000;

async function crash({ kills, disks, seed }: Flags): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'farface-crash-'));
  const random = createRandom(seed);
  const progress = createProgress(kills * CASES.length + disks, 'moments', true);
  const tick = () => progress.advance();
  const found: string[] = [];
  let full = 0;
  try {
    await makePhotos(root, PHOTOS);
    for (const one of CASES) found.push(...(await kill(root, join(root, 'work'), one, kills, random, tick)));
    if (disks > 0) {
      const disk = await mkdtemp(join(root, 'disk-'));
      mount(disk);
      try {
        for (const [index, one] of CASES.entries()) {
          const times = Math.floor((disks + index) / CASES.length);
          const result = await fillDisk(root, disk, one, times, random, tick);
          found.push(...result.found);
          full += result.full;
        }
      } finally {
        execFileSync('umount', [disk]);
      }
    }
  } finally {
    progress.stop();
    await rm(root, { recursive: true, force: true });
  }
  const commands = CASES.map(({ name }) => name).join(', ');
  process.stdout.write(
    `${kills * CASES.length} kills (${kills} each of ${commands}) and ${disks} disks with little room (${full} of them full): ${found.length} faults\n`,
  );
  for (const fault of found) process.stdout.write(`  ${fault}\n`);
  if (found.length > 0) process.exitCode = EXIT.failed;
}

/** A small disk of its own. */
function mount(folder: string): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new InputError(`No small disk can be made here (${messageOf(error)}). Run it as root, or with --disks 0.`);
  }
}

await runBenchmark(
  new Command('bench:crash')
    .description(
      'Kills redact and detect with -9, and lets disks run full, at random moments; npm run build comes first.',
    )
    .addOption(numberOption('--kills <number>', 'of each command', integerBetween(0, 100_000)).default(100))
    .addOption(numberOption('--disks <number>', 'disks with random room', integerBetween(0, 100_000)).default(50))
    .addOption(numberOption('--seed <number>', 'of the random moments', integerBetween(0, 2 ** 31)).default(1))
    .action(crash),
);
