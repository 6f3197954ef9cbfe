/** The brightness, in cd/m², that counts as white where HDR is brought into the usual range: ITU-R BT.2408. */
const WHITE = 203;
const TONES = new Map<string, Uint8Array>();

/** For each 8-bit value of an HDR signal the one that looks alike in sRGB; undefined where none is needed. */
export function tonesOf(transfer: string | undefined): Uint8Array | undefined {
  if (transfer !== 'pq' && transfer !== 'hlg') return undefined;
  const known = TONES.get(transfer);
  if (known) return known;
  const tones = Uint8Array.from({ length: 256 }, (_, value) => {
    const light = (transfer === 'pq' ? pq(value / 255) : hlg(value / 255)) / WHITE;
    // What is brighter than white is compressed: Reinhard's curve, white staying at four fifths.
    const shown = (light * (1 + light / 16)) / (1 + light / 4);
    return Math.round(255 * Math.min(1, shown) ** (1 / 2.2));
  });
  TONES.set(transfer, tones);
  return tones;
}

/** cd/m² of a PQ signal: SMPTE ST 2084. */
function pq(signal: number): number {
  const power = signal ** (1 / 78.84375);
  return 10_000 * (Math.max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
}

/** cd/m² of an HLG signal on a display of 1,000: ITU-R BT.2100. */
function hlg(signal: number): number {
  const scene = signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return 1000 * scene ** 1.2;
}
