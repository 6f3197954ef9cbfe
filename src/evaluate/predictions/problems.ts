/** What may be wrong with predictions, and what is done about it. */
export const PROBLEMS = {
  unknownPhoto: 'predictions for photos that the data set does not have; left out',
  noPrediction: 'photos without a prediction file or line; all their faces count as missed',
  detectionFailed: 'photos that the detector failed on; all their faces count as missed',
  predictedTwice: 'photos predicted more than once; the first is scored',
  malformed: 'files or lines that are not as the format says; what can be read of them is scored',
  scoreNotANumber: 'predicted faces whose score is not a finite number; left out',
  boxWithoutSize: 'predicted faces whose box has no size or is not made of finite numbers; left out',
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** One kind of problem, as `results.json` lists it. */
export interface ProblemReport {
  readonly kind: ProblemKind;
  readonly meaning: string;
  readonly count: number;
  /** Where, the first hundred of them. */
  readonly where: readonly string[];
}

const NAMED = 100;

/** Counts and names what is wrong, so that nothing is left out silently. */
export class Problems {
  readonly #reports = new Map<ProblemKind, { count: number; where: string[] }>();

  /** Notes one more, and where it is. */
  add(kind: ProblemKind, where: string): void {
    const report = this.#reports.get(kind) ?? { count: 0, where: [] };
    report.count++;
    if (report.where.length < NAMED) report.where.push(where);
    this.#reports.set(kind, report);
  }

  /** In the order of `PROBLEMS`; empty where all is well. */
  list(): ProblemReport[] {
    return (Object.keys(PROBLEMS) as ProblemKind[]).flatMap((kind) => {
      const report = this.#reports.get(kind);
      return report ? [{ kind, meaning: PROBLEMS[kind], ...report }] : [];
    });
  }
}
