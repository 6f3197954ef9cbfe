/**
 * `npm run release -- 0.2.0`: gives the changelog's "Unreleased" the version's number and date, and sets it in package.json; then
 * commit, tag and push. `--check v0.2.0` checks that a tag fits what is committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const text = (name: string) => readFile(new URL(name, root), 'utf8');
const [first = '', tag = ''] = process.argv.slice(2);
const about = await text('package.json');
const changelog = await text('CHANGELOG.md');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(about));
const fail = (message: string): never => {
  process.stderr.write(`release: ${message}\n`);
  process.exit(1);
};

if (first === '--check') {
  if (tag !== `v${version}`) fail(`the tag is ${tag}, package.json says ${version}; expected v${version}.`);
  if (!changelog.includes(`\n## ${version} (`)) fail(`CHANGELOG.md has no section for ${version}.`);
} else {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(first)) fail(`expected a version such as 0.2.0, received "${first}".`);
  if (first === version && changelog.includes(`\n## ${version} (`)) fail(`${version} is released already.`);
  const [, changes = ''] = /\n## Unreleased\n([\s\S]*?)(?=\n## |$)/.exec(changelog) ?? [];
  if (changes.trim() === '') fail('CHANGELOG.md says of nothing that is unreleased.');
  const today = new Date().toISOString().slice(0, 10);
  await writeFile(
    new URL('CHANGELOG.md', root),
    changelog.replace('\n## Unreleased\n', `\n## Unreleased\n\n## ${first} (${today})\n`),
  );
  await writeFile(new URL('package.json', root), about.replace(`"version": "${version}"`, `"version": "${first}"`));
  process.stdout.write(
    `Now: npm install --package-lock-only --ignore-scripts, npm run reference, bash .ci/run,\ngit commit -am "farface ${first}", git tag v${first}, and push both.\n`,
  );
}
