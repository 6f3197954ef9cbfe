import { escapeXml } from '../draw/fonts.js';

/** A piece of HTML that is made already, and is not escaped when it goes into another. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | undefined | readonly Part[];

/**
 * HTML of a template: what comes from outside, such as the name of a file, is escaped, also within `"…"` of attributes;
 * pieces of HTML go in as they are, lists one after the other, and undefined as nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + (index < parts.length ? render(parts[index]) : '')).join(''));
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(render).join('') : escapeXml(String(part));
}
