/**
 * `npm run numbers [-- --data wider]`: runs again what the numbers of README and docs come from, as far as that is cheap, and compares.
 * With WIDER FACE it also scores the held-back photos, which takes minutes. The exit code is 1 where a document says otherwise.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { readImage } from '../../src/platform/node/read-image.js';
import { countFound, PORTRAITS, placesOf } from '../pictures/portraits.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { data: { type: 'string' } } });
const folder = await mkdtemp(join(tmpdir(), 'farface-numbers-'));
const farface = async (...words: string[]) => {
  const { stdout } = await run(process.execPath, [join(root, 'dist/cli/main.js'), ...words, '--quiet'], {
    cwd: root,
    maxBuffer: 1e8,
  });
  return stdout;
};
let wrong = 0;

/** Says whether each document has the words that today's numbers make. */
async function compare(command: string, expected: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [path, phrases] of Object.entries(expected)) {
    const text = (await readFile(join(root, path), 'utf8')).replace(/\s+/g, ' ');
    for (const phrase of phrases) {
      const right = text.includes(phrase);
      if (!right) wrong += 1;
      process.stdout.write(`${right ? 'same ' : 'OTHER'}  ${path}: "${phrase}"  (${command})\n`);
    }
  }
}

const size = z.number();
const box = z.object({ x: size, y: size, width: size, height: size });
const lineOf = z.object({ faces: z.array(z.object({ box, score: z.number() })) });
const portraits = 'docs/portraits.jpg';
const { faces } = lineOf.parse(JSON.parse(await farface('detect', portraits, '--json')));
const { found, surplus } = countFound(placesOf(await readImage(join(root, portraits))), faces);
await compare(`farface detect ${portraits}`, {
  'README.md': [`farface ${found} of ${PORTRAITS}]`],
  'docs/gallery.md': [`farface finds ${found} with ${surplus} frames too many`],
  'docs/recording.svg': [`${faces.length} faces`],
});
const { faces: masks } = lineOf.parse(JSON.parse(await farface('redact', portraits, '--out', folder, '--json')));
await compare(`farface redact ${portraits}`, { 'docs/recording.svg': [`${masks.length} faces hidden`] });

const { data } = values;
if (data !== undefined) {
  const share = z.number();
  const ap = z.object({ averagePrecision: share });
  const precisions = z.object({ sets: z.array(ap).length(1), heights: z.array(ap).length(7) });
  const heldBack = async (name: string, ...options: string[]): Promise<unknown> => {
    const words = ['evaluate', 'wider-face', '--data', data, '--held-back', '--json', '--out', join(folder, name)];
    return JSON.parse(await farface(...words, ...options));
  };
  /** A model card's line of average precisions, as far as it is numbers. */
  const ofCard = async (results: unknown, of: string, command: string): Promise<void> => {
    const { sets, heights } = precisions.parse(results);
    const [all, , eight, twelve, sixteen, , , large] = [...sets, ...heights].map(({ averagePrecision }) =>
      averagePrecision.toFixed(3).slice(1),
    );
    const words = `| ${of} | **${all}**; 8–12 px ${eight}, 12–16 px ${twelve}, 16–24 px ${sixteen}, 64 px and more ${large}`;
    await compare(command, { 'weights/README.md': [words] });
  };
  const shipped = await heldBack('shipped');
  await ofCard(shipped, 'AP, both stages', 'farface evaluate wider-face --held-back');
  const options = ['--no-verify', '--verification-weights weights/gan.safetensors'];
  for (const [index, of] of ['AP', 'AP, both stages'].entries()) {
    const words = options[index] ?? '';
    const results = await heldBack(String(index), ...words.split(' '));
    await ofCard(results, of, `farface evaluate wider-face --held-back ${words}`);
  }
  const results = z
    .object({
      exposure: z.array(
        z.object({
          falseMasksAllowed: z.number(),
          exposed: share,
          heights: z.array(z.object({ pixels: z.string(), exposed: share })),
        }),
      ),
      exposureByAttribute: z.array(z.object({ name: z.string(), faces: z.number(), exposed: share })),
    })
    .parse(shipped);
  const hundred = (value: number) => Math.round(value * 100);
  const at = (masks: number) => results.exposure.find(({ falseMasksAllowed }) => falseMasksAllowed === masks)!;
  const { exposed, heights } = at(4);
  const [four, eight, ...taller] = heights.map((range) => hundred(range.exposed));
  await compare('farface evaluate wider-face --held-back', {
    'README.md': [
      `Of 100 faces, **${hundred(exposed)} stay visible**`,
      `of 100 of 64 pixels and more, ${taller.at(-1)}.`,
      `${hundred(at(8).exposed)} stay visible, for about 8`,
    ],
    'docs/results.md': [
      `| 4 to 8 pixels tall | ${four} |`,
      `| 8 to 12 | ${eight} |`,
      ...['12 to 16', '16 to 24', '24 to 32', '32 to 64', '64 and more'].map(
        (name, index) => `| ${name} | ${taller[index]} |`,
      ),
      `leaves ${hundred(at(8).exposed)} of 100; who accepts 1 leaves ${hundred(at(1).exposed)}`,
      ...results.exposureByAttribute
        .filter(({ name }) => !name.startsWith('not judged'))
        .map(({ exposed, faces }) => `| ${hundred(exposed)} | ${faces.toLocaleString('en')} |`),
    ],
  });
}
await rm(folder, { recursive: true });
process.stdout.write(wrong > 0 ? `${wrong} numbers are other ones today.\n` : 'All numbers are as they are written.\n');
process.exitCode = wrong > 0 ? 1 : 0;
