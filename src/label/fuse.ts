import type { Box } from '../geometry/box.js';
import { iou } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { OverlapIndex } from '../geometry/overlap-index.js';
import { byScore, suppress } from '../geometry/suppression.js';
import { probability } from './calibration.js';
import { type Sightings, type Testimony, WITNESSES, type Witness } from './witnesses.js';

/** Boxes of two witnesses that overlap by more (IoU) mean one face. */
const SAME_FACE = 0.45;

/** How much a witness's box counts, beside its score: farface's are the best of tiny faces. */
const BOX_WEIGHTS: Readonly<Record<Witness, number>> = { farface: 1, yunet: 0.6, yunet2: 0.6, scrfd: 0.6 };

interface Report {
  readonly witness: Witness;
  readonly face: Face;
  readonly box: Box;
}

/**
 * Puts together what the witnesses say of the same faces: the surest box first, and of each other witness the box that
 * overlaps it most and means no other face yet. Each box belongs to one group.
 */
export function groupSightings(testimony: Testimony): Sightings[] {
  const reports = WITNESSES.flatMap((witness) =>
    testimony[witness].map((face): Report => ({ witness, face, box: face.box })),
  ).sort((a, b) => byScore(a.face, b.face));
  const index = new OverlapIndex<Report>(SAME_FACE);
  for (const report of reports) index.add(report);
  const told = new Set<Report>();
  return reports.flatMap((first) => {
    if (told.has(first)) return [];
    const best = new Map<Witness, Report>();
    for (const report of index.all(first.box)) {
      if (report.witness === first.witness || told.has(report)) continue;
      const before = best.get(report.witness);
      if (!before || iou(first.box, report.box) > iou(first.box, before.box)) best.set(report.witness, report);
    }
    best.set(first.witness, first);
    for (const report of best.values()) told.add(report);
    return [Object.fromEntries([...best].map(([witness, { face }]) => [witness, face]))];
  });
}

/** The mean of the boxes, weighted by witness and score. */
export function fusedBox(sightings: Sightings): Box {
  const seen = WITNESSES.flatMap((witness) => {
    const face = sightings[witness];
    return face ? [{ box: face.box, weight: BOX_WEIGHTS[witness] * face.score }] : [];
  });
  const sum = seen.reduce((total, { weight }) => total + weight, 0);
  const mean = (side: keyof Box) => seen.reduce((total, { box, weight }) => total + weight * box[side], 0) / sum;
  return { x: mean('x'), y: mean('y'), width: mean('width'), height: mean('height') };
}

/**
 * The faces that the witnesses see together: the mean of their boxes, and the probability that there is a face, best first.
 *
 * @param least probability of what is reported, 0 to 1
 */
export function fuse(testimony: Testimony, least: number): Face[] {
  const faces = groupSightings(testimony).map((sightings) => {
    const box = fusedBox(sightings);
    return { box, score: probability(sightings, box.height) };
  });
  return suppress(
    faces.filter(({ score }) => score >= least),
    SAME_FACE,
  );
}
