/**
 * Batches of photos, as the command runs them: what there is to look at, where results may go, what an earlier run did,
 * and the loop that closes all it opened, however it ends.
 *
 * @packageDocumentation
 */

export { assign, type Task } from './assign.js';
export { Closing } from './closing.js';
export { type Identity, identitySchema, isSame, type Marks, marksOf } from './file-identity.js';
export { inOrder } from './in-order.js';
export { collectInputs, type FailedInput, type InputOptions, type Inputs, type PhotoInput } from './inputs.js';
export { removeLeftovers } from './leftovers.js';
export { FileLock } from './lock.js';
export { differenceOf, type NamedOptions, namedOptions } from './named-options.js';
export { type HiddenPlace, OwnResults, RESULTS_RECORD, type Standing } from './own-results.js';
export { PassedOver } from './passed-over.js';
export { type PhotoFile, pixelsOf, readPhotoFile } from './photo-file.js';
export { PixelBudget } from './pixel-budget.js';
export { type Destination, type PlaceOptions, Places } from './places.js';
export { type Done, isUnchanged, Manifest } from './record.js';
export { type Redacted, RedactionLog } from './redaction-log.js';
export { ResultFile } from './result-file.js';
export { type Batch, type Outcome, runBatch, type Tally } from './run-batch.js';
