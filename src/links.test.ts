import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { headingsOf, linksOf } from './testing/links.js';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['.', 'bench', 'docs', 'docs/training', 'examples', 'training', 'weights'];

test('links are found in Markdown and HTML, and not in code', () => {
  const text =
    '[a](b.md#c-d) ![e](../f.png "g") <img src="h.png"> [i](#j) [k](https://l) `[m](n.md)`\n```\n[o](p.md)\n```\n';
  assert.deepEqual(linksOf('docs/x.md', text), [
    { path: 'docs/b.md', heading: 'c-d' },
    { path: 'f.png', heading: undefined },
    { path: 'docs/h.png', heading: undefined },
    { path: 'docs/x.md', heading: 'j' },
  ]);
  assert.deepEqual([...headingsOf('# A page: *two* words\n```\n# no\n```\n')], ['a-page-two-words']);
});

test('every link in the repository leads somewhere', () => {
  const found = execFileSync('find', [...FOLDERS, '-maxdepth', '1', '-name', '*.md'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  const pages = [
    ...new Set(
      found
        .trim()
        .split('\n')
        .map((path) => path.replace(/^\.\//, '')),
    ),
  ];
  assert.ok(pages.includes('docs/training/README.md'));
  for (const page of pages) {
    for (const { path, heading } of linksOf(page, readFileSync(join(REPOSITORY, page), 'utf8'))) {
      const target = join(REPOSITORY, path);
      assert.ok(existsSync(target), `${page} links to ${path}, which is not there`);
      if (heading === undefined) continue;
      assert.ok(headingsOf(readFileSync(target, 'utf8')).has(heading), `${page}: ${path} has no heading #${heading}`);
    }
  }
});
