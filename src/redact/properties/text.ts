/** Characters that no caption holds: control characters, halves of characters, and numbers that stand for none. */
const NO_TEXT = /[\p{Cs}\p{Co}\p{Cn}]|(?![\t\n\r])\p{Cc}/u;

/** Longer than words and numbers are: what base64, hexadecimal digits and the like look like. */
const ENCODED = /[\w+/=-]{64}/;
const LONG_WORD = /[\w+/=-]{32,}/g;
const LONG_WORDS = 3;
const HEXADECIMAL = /^[\da-f\s,:;\\x-]{64,}$/i;

/**
 * The text without what surrounds it, where it is text that a person or a camera wrote: of at most `longest` characters,
 * and no bytes in disguise. Undefined where it is not: nothing that could hold a picture is kept.
 */
export function plainText(text: string, longest: number): string | undefined {
  const trimmed = text.split('\0', 1)[0]!.trim();
  if (trimmed === '' || trimmed.length > longest || NO_TEXT.test(trimmed)) return undefined;
  if (ENCODED.test(trimmed) || HEXADECIMAL.test(trimmed)) return undefined;
  if ((trimmed.match(LONG_WORD)?.length ?? 0) >= LONG_WORDS) return undefined;
  return trimmed;
}

/** Text of unknown encoding: UTF-8 where it is, and Latin 1, which older programs write, where it is not. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
