import type { Exchange, Rooms } from '../exchange.js';
import type { Work, WorkKind, Works } from '../pool/messages.js';
import { asProblem } from '../problem.js';

/**
 * Has a picture worked on for whoever waits for it.
 *
 * @throws Problem where the picture cannot be used, or there is no room or time
 */
export async function workOn<Kind extends WorkKind>(
  c: Exchange,
  { pool, metrics }: Rooms,
  work: Extract<Work, { kind: Kind }>,
  pixels: number,
): Promise<Works[Kind]['value']> {
  try {
    const { value, seconds } = await pool.do<Kind>(work, { pixels, signal: c.get('gone') });
    metrics.took('wait', seconds.wait);
    metrics.took('work', seconds.work);
    const faces = 'regions' in value ? value.regions.length : value.faces.length;
    metrics.did(work.kind, { pixels, faces });
    Object.assign(c.get('told'), { faces, ...seconds });
    return value;
  } catch (error) {
    throw asProblem('unusable-picture', error);
  }
}
