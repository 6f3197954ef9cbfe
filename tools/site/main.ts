/**
 * The last step of `npm run docs:site`: files of the repository that pages link to, and that are no pages, are put beside them, and every link of
 * every page is followed, the sidebar's and the library's reference too. The exit code is 1 where one leads nowhere.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeXml } from '../../src/draw/fonts.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const site = join(root, 'docs/.vitepress/dist');
const base = process.env.SITE_BASE ?? '/';
const dead: string[] = [];
let links = 0;

const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
for (const page of pages) {
  const text = readFileSync(join(site, page), 'utf8');
  for (const [, address = ''] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    const url = new URL(address.replaceAll('&amp;', '&'), `http://site${base}${page}`);
    if (url.host !== 'site' || url.protocol !== 'http:') continue;
    links += 1;
    const path = decodeURIComponent(url.pathname).slice(base.length);
    if (!leads(path) && !show(path)) dead.push(`${page} links to ${url.pathname}, which is not there.`);
  }
}
const expected = ['index.html', 'api/index.html', 'docs/redact.html', 'docs/reference/command.html'];
dead.push(...expected.filter((page) => !pages.includes(page)).map((page) => `${page} was not built.`));
process.stdout.write([...new Set(dead), `${pages.length} pages, ${links} links, ${dead.length} dead.`, ''].join('\n'));
process.exitCode = dead.length > 0 ? 1 : 0;

/** Whether a static web server would answer. */
function leads(path: string): boolean {
  const target = join(site, path);
  return existsSync(target) && (!statSync(target).isDirectory() || existsSync(join(target, 'index.html')));
}

/** Puts a file of the repository there: as it is, or as text where a browser would take it for a page. */
function show(path: string): boolean {
  const source = [path, path.replace(/\.html$/, '')].map((name) => join(root, name)).find((name) => isFile(name));
  if (source === undefined) return false;
  const target = join(site, path);
  mkdirSync(dirname(target), { recursive: true });
  const page = (text: string) =>
    `<!doctype html><meta charset="utf-8"><title>${path}</title><pre>${escapeXml(text)}</pre>\n`;
  writeFileSync(target, path.endsWith('.html') ? page(readFileSync(source, 'utf8')) : readFileSync(source));
  return true;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
