import { dirname } from 'node:path';
import { type FailureLine, facesLine, readFacesLines, type WrittenLine } from '../../formats/faces-lines.js';
import { readForeign } from '../../formats/readers.js';
import { type FaceWriter, openWriter } from '../../formats/writers.js';
import { makeFolder } from '../../runtime/folders.js';
import { GrowingFile } from '../../runtime/growing-file.js';
import { count } from '../detect/results.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import type { ConvertFlags } from './command.js';
import { findPhotoIn } from './find-photo.js';
import { convertTracks } from './tracks.js';

/** Converts a file, and returns the exit code. */
export async function convert(file: string, flags: ConvertFlags): Promise<number> {
  const { to, out } = flags;
  checkUsage(flags);
  if (to === 'tracks') return convertTracks(file, out);
  const writer = await openOutput(flags);
  const done = { photos: 0, faces: 0, failed: 0, later: 0 };
  try {
    for await (const photo of linesOf(file, flags)) {
      if ('error' in photo) {
        done.failed += 1;
        continue;
      }
      await writer.add(photo);
      done.photos += 1;
      const later = to === 'jsonl' ? 0 : photo.faces.filter(({ frame = 0 }) => frame > 0).length;
      done.later += later;
      done.faces += photo.faces.length - later;
    }
    await writer.finish();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  const failed = done.failed > 0 ? `, without ${count(done.failed, 'photo')} that had failed` : '';
  const later =
    done.later > 0 ? `, without ${count(done.later, 'face')} in later frames, which ${to} cannot tell apart` : '';
  const written = `${count(done.faces, 'face')} of ${count(done.photos, 'photo')} written to ${out}`;
  process.stderr.write(`${written}${failed}${later}\n`);
  return done.failed > 0 ? EXIT.failed : EXIT.ok;
}

function checkUsage({ from, to, confidence, label, photos }: ConvertFlags): void {
  if (confidence && to !== 'yolo') throw new UsageError(`--confidence is about yolo: ${to} has scores already.`);
  const about = label !== undefined ? '--label' : photos !== undefined ? '--photos' : undefined;
  if (to === 'tracks' && from !== 'jsonl')
    throw new UsageError('--to tracks is about lines of farface: leave out --from.');
  if (from === 'jsonl' && about) throw new UsageError(`${about} is about files of other tools: say which with --from.`);
}

async function* linesOf(
  file: string,
  { from, label, photos }: ConvertFlags,
): AsyncGenerator<WrittenLine | FailureLine> {
  if (from === 'jsonl') yield* readFacesLines(file);
  else yield* await readForeign(from, file, { label, findPhoto: findPhotoIn(photos) });
}

type Output = Pick<FaceWriter, 'finish' | 'discard'> & { add(photo: WrittenLine): Promise<void> };

async function openOutput({ to, out, confidence }: ConvertFlags): Promise<Output> {
  if (to !== 'jsonl' && to !== 'tracks') {
    const writer = await openWriter(to, out, { confidence });
    // What a person drew has no score: it is certain.
    const certain = (photo: WrittenLine) => photo.faces.map((face) => ({ ...face, score: face.score ?? 1 }));
    return {
      add: (photo) => writer.add({ ...photo, faces: certain(photo) }),
      finish: () => writer.finish(),
      discard: () => writer.discard(),
    };
  }
  await makeFolder(dirname(out));
  const lines = await GrowingFile.open(out);
  return {
    add: (photo) => lines.write(`${facesLine(photo)}\n`),
    finish: () => lines.commit(),
    discard: () => lines.discard(),
  };
}
