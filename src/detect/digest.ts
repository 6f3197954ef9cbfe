/** SHA-256: no two pictures are known that share one. Undefined in pages that browsers do not trust with it (plain HTTP). */
export async function digestOf(pixels: Uint8Array): Promise<string | undefined> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) return undefined;
  // Memory that threads share is not taken.
  const own =
    pixels.buffer instanceof ArrayBuffer
      ? new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length)
      : Uint8Array.from(pixels);
  return new Uint8Array(await subtle.digest('SHA-256', own)).join('-');
}
