/** Longest name of a picture or a video, in UTF-16 units. */
export const LONGEST_NAME = 255;

/**
 * The name that a form gives a file, without folders and what cannot be printed.
 *
 * @param otherwise its name where nothing is left
 */
export function cleanName(given: string, otherwise: string): string {
  const name = given.replace(/^.*[/\\]/s, '').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '');
  return name === '' ? otherwise : shortened(name, LONGEST_NAME);
}

/** The beginning of a text; of a character that two units make neither is left alone. */
export function shortened(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
