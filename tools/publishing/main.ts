import { readFileSync } from 'node:fs';

/** What npm shows beside a package, and what belongs there. */
const FIELDS: Readonly<Record<string, string>> = {
  repository: 'the address of the repository, as { "type": "git", "url": "git+https://…" }',
  homepage: 'the address of its page',
  bugs: 'the address of its issues',
};

/** `npm publish` runs this first: a package that does not say where it lives is not published. */
const about: object = JSON.parse(readFileSync('package.json', 'utf8'));
for (const [field, meaning] of Object.entries(FIELDS)) {
  if (field in about) continue;
  console.error(`package.json: has no ${field}; expected ${meaning}. Set it, then publish again.`);
  process.exitCode = 1;
}
