import { checkSound } from './check-sound.js';
import type { CodedPackets } from './coded-packets.js';
import { type Fail, failing } from './failing.js';
import type { Video } from './video.js';

/** One call of `checkVideo`. */
export interface CheckVideoCall {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the number of frames that were read. */
  readonly onProgress?: ((frames: number) => void) | undefined;
}

/**
 * The last pass: reads a result from the file that was written. It is turned as the source is, its pictures are, packet by packet, those that were
 * coded, decoded again and found right, shown at the source's times, and each packet of sound is the source's, byte by byte.
 *
 * @param coded what `redactVideo` coded and looked at
 * @throws VerificationError that names the source and says what differs
 */
export async function checkVideo(
  source: Video,
  written: Video,
  coded: CodedPackets,
  { signal, onProgress }: CheckVideoCall = {},
): Promise<void> {
  const fail = failing(source);
  checkHead(source, written, fail);
  const near = nearness(source, written);
  const onPacket = (count: number) => {
    signal?.throwIfAborted();
    onProgress?.(count);
  };
  await coded.compare({ ...written, name: `${source.name}: the result` }, { near, fail, onPacket });
  await checkSound(source, written, near, fail);
}

function checkHead(source: Video, written: Video, fail: Fail): void {
  const [before, after] = [source.orientation, written.orientation];
  if (before.rotation !== after.rotation || before.flip !== after.flip) fail('is not turned as the source is');
  if (written.container !== source.container) fail(`is ${written.container} instead of ${source.container}`);
  if (written.audio.length !== source.audio.length)
    fail(`has ${written.audio.length} tracks of sound instead of ${source.audio.length}`);
}

/** Seconds that times may differ by: they are whole numbers of what each file tells apart, of which half may be lost. */
function nearness(source: Video, written: Video): number {
  return 1e-6 + 0.51 / Math.min(source.timeScale, written.timeScale);
}
