/**
 * Training both stages, as `farface train` and `farface ablate` do it, without a terminal.
 *
 * @packageDocumentation
 */

export {
  type Calibrated,
  type Calibration,
  calibrateProposals,
  calibrateVerification,
} from '../calibrate/calibrate.js';
export type { AnnotatedFace, AnnotatedPhoto } from '../datasets/annotations.js';
export { holdBack } from '../datasets/training-split.js';
export { loadWiderFace } from '../datasets/wider-face.js';
export { encodeProposalFile, type ProposalFile } from '../detect/load-proposer.js';
export { encodeVerificationFile, type VerificationFile } from '../detect/verification-file.js';
export { InputError } from '../errors/errors.js';
export { type LabelOptions, type LabelSummary, labelPhotos } from '../label/label-photos.js';
export { type AblateOptions, ablate } from './ablate-variants.js';
export { type AblationSettings, ablationSettings } from './ablation.js';
export { type GanSettings, type GanStage, ganSettings } from './gan-settings.js';
export { type ProposalSettings, proposalSettings } from './proposal-settings.js';
export { loadRegionData, type RegionData } from './region-data.js';
export { type GanStageRun, runGanStage } from './run-gan-stage.js';
export { type ProposalStageRun, runProposalStage } from './run-proposal-stage.js';
export type { GanResult } from './train-gan.js';
export type { TrainingResult } from './train-proposals.js';
