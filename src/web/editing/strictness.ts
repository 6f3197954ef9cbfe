/** How much the page hides. Scores are the detector's, 0 to 1. */
export interface Strictness {
  readonly name: 'sure' | 'strict' | 'strictest';
  /** Faces with this score or more are hidden. */
  readonly threshold: number;
  /** Faces from this score on are shown as nearly found. */
  readonly nearly: number;
  /** One face in so many is missed: less than three quarters of it lie under masks. */
  readonly missedIn: number;
  /** Of ten masks so many hide something else than a face that somebody marked. */
  readonly otherInTen: number;
}

/** As `npm run bench:exposure` measures them on every 20th photo of WIDER FACE val: street, crowd, sport, stage. */
export const STRICTNESS: readonly Strictness[] = [
  { name: 'sure', threshold: 0.4, nearly: 0.2, missedIn: 5, otherInTen: 2 },
  { name: 'strict', threshold: 0.2, nearly: 0.14, missedIn: 8, otherInTen: 5 },
  { name: 'strictest', threshold: 0.1, nearly: 0.1, missedIn: 20, otherInTen: 8 },
];

/** The score down to which faces are looked for, so that another strictness needs no second look. */
export const LOWEST_SCORE = Math.min(...STRICTNESS.map(({ nearly }) => nearly));

export const DEFAULT_STRICTNESS: Strictness = STRICTNESS[1]!;
