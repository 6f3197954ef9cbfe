import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { escapeXml } from '../../src/draw/fonts.js';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What is shown; all of it runs. */
const STEPS = [
  'farface detect crowd.jpg --out found',
  'farface redact crowd.jpg --out hidden',
  'farface report crowd.jpg --out faces.html',
];

const LINE = 22;
/** Of a monospaced typeface of 14 pixels. */
const LETTER = 8.43;
const WIDTH = 104;
const [SECONDS, TYPING] = [30, 2.2];

/**
 * A recording of the main commands as SVG: each is really run in `folder`, and what it prints is what is shown. It moves by CSS
 * alone, once through in 30 seconds, and stands still for whoever asks for that.
 */
export async function recording(folder: string): Promise<string> {
  const lines: { readonly text: string; readonly typed: boolean; readonly at: number }[] = [];
  for (const [index, step] of STEPS.entries()) {
    const { stdout, stderr } = await run(process.execPath, [command, ...step.split(' ').slice(1)], { cwd: folder });
    const start = 1 + (index * (SECONDS - 3)) / STEPS.length;
    lines.push({ text: `$ ${step}`, typed: true, at: start });
    for (const text of `${stdout}${stderr}`.trim().split('\n').flatMap(wrapped))
      lines.push({ text, typed: false, at: start + TYPING + 1.5 });
    lines.push({ text: '', typed: false, at: start });
  }
  const height = lines.length * LINE + 24;
  const width = Math.ceil(WIDTH * LETTER) + 32;
  const rows = lines.map(({ text, typed, at }, row) => {
    const y = 28 + row * LINE;
    const delay = `style="animation-delay:${at.toFixed(2)}s"`;
    return `<text x="16" y="${y}" class="${typed ? 't' : 'o'}" ${delay} xml:space="preserve">${escapeXml(text)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(STEPS.join('; '))}">
<style>
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d6dae0; }
.t { fill: #56b4e9; font-weight: bold; animation: type ${TYPING}s steps(40) both; } .o { animation: show .2s both; }
@keyframes type { from { clip-path: inset(0 100% 0 0); } to { clip-path: inset(0 0 0 0); } }
@keyframes show { from { opacity: 0; } to { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { text.t, text.o { animation: none; } }
</style>
<rect width="100%" height="100%" rx="8" fill="#16181b" stroke="#5a616b" stroke-width="2"/>
${rows.join('\n')}
</svg>
`;
}

function wrapped(line: string): string[] {
  return line.match(new RegExp(`.{1,${WIDTH}}`, 'g')) ?? [];
}
