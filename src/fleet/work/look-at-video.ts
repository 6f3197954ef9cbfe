import type { Detector } from '../../detect/detector.js';
import { InputError } from '../../errors/errors.js';
import { videoRedactionLine } from '../../formats/video-lines.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { detectFile, redactFile } from '../../spool/video-files.js';
import { MEDIA_TYPES } from '../../video/video.js';
import type { VideoTools } from '../../video/whole-video.js';
import type { Looked, LookTask } from './look.js';

/**
 * Works on a video as the command does; what is made of it is in the task's file for the result.
 *
 * @throws InputError where it cannot be read or coded, or the result is not known to hide what it must
 */
export async function lookAtVideo(
  { run, name, output }: LookTask,
  video: NonNullable<LookTask['video']>,
  detector: Detector,
  codecs: VideoCodecs,
): Promise<Looked> {
  const tools: VideoTools = {
    ...{ codecs, ahead: detector.photos + 1 },
    detect: async (image, search) => (await detector.detect(image, { ...search, name })).faces,
  };
  const files = { name, ...video };
  if (run.command === 'detect') {
    const { tracks, ...found } = await detectFile(files, { ...run.settings, every: run.video?.every }, tools);
    return {
      line: JSON.stringify({ video: name, width: found.width, height: found.height, frames: found.frames, tracks }),
      type: 'application/jsonl',
      faces: tracks,
    };
  }
  if ('keepMetadata' in run.settings && run.settings.keepMetadata)
    throw new InputError(`${name}: is a video, of which --keep-metadata can keep nothing. Submit videos without it.`);
  const { container, warnings, ...made } = await redactFile(files, { ...run.settings, ...run.video }, tools);
  return {
    line: videoRedactionLine(name, output.same, made, made),
    type: MEDIA_TYPES[container],
    faces: made.tracks,
    ...(warnings.length > 0 && { warnings }),
  };
}
