/** Characters that no caption holds: control characters, halves of characters, and numbers that stand for none. */
const NO_TEXT = /[\p{Cs}\p{Co}\p{Cn}]|(?![\t\n\r])\p{Cc}/u;

/** What base64 and hexadecimal digits look like: longer than words and numbers are, or digits and nothing else. */
const ENCODED = /[\w+/=-]{48}|^[\da-f\s,:;\\x-]{64,}$/i;

/** Words that are long enough to tell by. */
const LONG_WORD = /[A-Za-z0-9+/=]{12,}/g;

/** Small letters, capitals and digits take turns in what is encoded; a word is of one kind, and CamelCase of few turns. */
const TURN = /[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g;
const TURNS = 0.35;
const ENCODED_WORDS = 3;

/** The most characters of all texts of a list. */
const LONGEST_LIST = 4000;

/**
 * The text without what surrounds it, where it is text that a person or a camera wrote: of at most `longest` characters,
 * and no bytes in disguise. Undefined where it is not: nothing that could hold a picture is kept.
 */
export function plainText(text: string, longest: number): string | undefined {
  const trimmed = text.split('\0', 1)[0]!.trim();
  if (trimmed === '' || trimmed.length > longest || NO_TEXT.test(trimmed) || ENCODED.test(trimmed)) return undefined;
  const encoded = trimmed.match(LONG_WORD)?.filter((word) => (word.match(TURN)?.length ?? 0) > TURNS * word.length);
  return (encoded?.length ?? 0) >= ENCODED_WORDS ? undefined : trimmed;
}

/** The texts of a list that are plain; none of them where, taken together, they could hold a picture. */
export function plainTexts(texts: readonly string[], longest: number): (string | undefined)[] {
  const plain = texts.map((text) => plainText(text, longest));
  const whole = plain.filter((text) => text !== undefined).join('\n');
  return plainText(whole, LONGEST_LIST) === undefined ? texts.map(() => undefined) : plain;
}

/** Text of unknown encoding: UTF-8 where it is, and Latin 1, which older programs write, where it is not. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
