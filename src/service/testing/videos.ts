import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

/** A clip of people in a folder: `frames` frames of 320 × 208 pixels, moving by two pixels each, with a sound. */
export async function peopleClip(
  folder: string,
  name: string,
  frames: number,
  more: readonly string[] = [],
): Promise<Buffer> {
  const still = join(folder, 'people.png');
  const portraits = fileURLToPath(new URL('../../../docs/portraits.jpg', import.meta.url));
  await sharp(portraits).extract({ left: 0, top: 0, width: 420, height: 208 }).png().toFile(still);
  const path = join(folder, name);
  const pan = "crop=320:208:'min(2*n,100)':0";
  const words = ['-v', 'error', '-y', '-loop', '1', '-framerate', '25', '-i', still, '-f', 'lavfi', '-i', 'sine=440'];
  const coded = ['-vf', pan, '-frames:v', String(frames), '-pix_fmt', 'yuv420p', '-crf', '16'];
  await run('ffmpeg', [...words, ...coded, '-t', String(frames / 25), ...more, path]);
  return await readFile(path);
}

export const clip = (bytes: Uint8Array, type = 'video/mp4') => new Blob([new Uint8Array(bytes)], { type });

/** A form with a video; options may come behind it. */
export function videoForm(bytes: Uint8Array, fields: Record<string, string>, name = 'street.mp4'): FormData {
  const data = new FormData();
  data.set('video', clip(bytes), name);
  for (const [key, value] of Object.entries(fields)) data.set(key, value);
  return data;
}

/** What a test asks of a service about its jobs. */
export function jobsOf(address: string) {
  return {
    post: (query: string, body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
      fetch(`${address}/v1/jobs${query}`, { method: 'POST', body, headers }),
    /** The address of a job that was begun. */
    begun: async (response: Response) => {
      assert.equal(response.status, 202, response.status === 202 ? '' : await response.text());
      return `${address}${response.headers.get('location')}`;
    },
  };
}

/** The state of a job at its end. */
export async function ended(job: string) {
  const events = await (await fetch(`${job}/events`)).text();
  return { events, about: JSON.parse(/event: end\ndata: (.*)\n\n$/.exec(events)![1]!) };
}

/** The only line of a job. */
export const lineOf = async (job: string) => JSON.parse((await (await fetch(`${job}/lines`)).text()).trim());

/** Files in a spool, of all jobs. */
export const filesIn = (spool: string) =>
  readdirSync(spool, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

/** Waits until something is so. */
export async function until(isRight: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 120_000;
  while (Date.now() < end) {
    if (await isRight()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(what);
}
