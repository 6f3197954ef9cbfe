import { posix } from 'node:path';

/** A link to another place of the same tree. */
export interface Link {
  /** Path of the file that is linked to, from the root. */
  readonly path: string;
  /** Of a heading in it, as GitHub and npm call it. */
  readonly heading: string | undefined;
}

/** The relative links of a page in Markdown, pictures included. @param page its path from the root */
export function linksOf(page: string, text: string): Link[] {
  const prose = text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|href)="([^"]+)"/g)].map(
    ([, one, other]) => one ?? other!,
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path, heading] = target.split('#', 2);
      return { path: path ? posix.join(posix.dirname(page), path) : page, heading };
    });
}

/** Names of the headings of a page in Markdown. */
export function headingsOf(text: string): Set<string> {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return new Set(
    [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
