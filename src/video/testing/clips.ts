import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export { withoutExiftool, withoutFfmpeg } from './ffmpeg.js';

/** A folder of the test's own, for what ffmpeg makes. */
export const clips = mkdtempSync(join(tmpdir(), 'farface-clips-'));

const PICTURES = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=440:sample_rate=48000'];

/** Makes a clip of 12 frames with ffmpeg, in the folder; `args` come after pictures and a sound. */
export async function makeClip(name: string, args: readonly string[], inputs: readonly string[] = []): Promise<string> {
  const path = join(clips, name);
  const words = ['-v', 'error', '-y', ...PICTURES, ...SOUND, ...inputs, '-t', '0.48', ...args, path];
  await run('ffmpeg', words, { env: { ...process.env, SVT_LOG: '1' } });
  return path;
}

/** What ffprobe says, line by line. */
export async function probed(path: string, entries: string): Promise<string[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'csv', path]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** A hash of each packet of sound; what containers say beside it is not in it. */
export async function soundOf(path: string): Promise<string> {
  const words = ['-v', 'error', '-i', path, '-map', '0:a', '-c', 'copy', '-f', 'framehash', '-hash', 'md5', '-'];
  const { stdout } = await run('ffmpeg', words);
  const packets = stdout.split('\n').filter((line) => !line.startsWith('#') && line !== '');
  return packets
    .map((line) => line.split(','))
    .map((fields) => `${fields[0]} ${fields[5]!.trim()}`)
    .join('\n');
}

/** All that exiftool finds in a file, and what it finds hidden in its boxes. */
export async function exifOf(path: string): Promise<string> {
  return (await run('exiftool', ['-ee', '-a', '-G1', '-s', path])).stdout;
}
