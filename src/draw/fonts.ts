import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The typeface of all pictures with text. Arimo comes with farface, so that text looks the same everywhere; the others
 * are as wide, for browsers that open an SVG of ours.
 */
export const FONT_FAMILY = 'Arimo, Arial, Helvetica, Liberation Sans, sans-serif';

let offered = false;

/**
 * Makes Arimo known to the library that sets text in SVG, beside the fonts of the machine: a server often has none, and
 * would set boxes instead of letters. It reads its configuration once, so this must come before the first text.
 */
export function offerFonts(): void {
  if (offered) return;
  offered = true;
  const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/arimo/package.json'));
  const own = process.env.FONTCONFIG_FILE ?? '/etc/fonts/fonts.conf';
  const temporary = mkdtempSync(join(tmpdir(), 'farface-fonts-'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const configuration = join(temporary, 'fonts.conf');
  writeFileSync(
    configuration,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">${escapeXml(own)}</include>
  <dir>${escapeXml(folder)}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
  );
  process.env.FONTCONFIG_FILE = configuration;
}

/**
 * Text as it may stand in XML. What XML cannot hold at all, such as the control characters that a file's name may have,
 * is shown as the sign for it (␛) or as �.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(NO_XML, (character) => {
      const code = character.charCodeAt(0);
      return code < SPACE ? String.fromCharCode(CONTROL_PICTURES + code) : '\ufffd';
    });
}

/** Source: XML 1.0, section 2.2. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;
const SPACE = 0x20;
const CONTROL_PICTURES = 0x2400;
