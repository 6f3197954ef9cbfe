import { posix } from 'node:path';
import { hashOf } from '../../batch/file-identity.js';
import { kindOfName } from '../../batch/file-kinds.js';
import { InputError, messageOf } from '../../errors/errors.js';
import type { SpoolFolder } from '../../spool/spool-folder.js';
import { PATIENCE, type Patience, passing, patiently } from '../healing.js';
import { isDone, type Mark, markText, readMark, resultKeys, sha256 } from '../results.js';
import type { Run } from '../run.js';
import { nameIn, type Store } from '../store/store.js';
import type { Looked, LookTask } from './look.js';

/** What a photo is done with. */
export interface PhotoTools {
  readonly run: Run;
  readonly photos: Store;
  readonly results: Store;
  look(task: LookTask, signal: AbortSignal): Promise<Looked>;
  /** Why it is not even to be looked at, such as that it ended its workers; thrown as `InputError`. */
  readonly refusal?: string | undefined;
  /** Aborted where the photo is another worker's by now, or this one is to stop: nothing is written from then on. */
  readonly signal: AbortSignal;
  readonly patience?: Patience;
  /** A private folder for a video on its way. */
  folder(): Promise<SpoolFolder>;
}

/** What became of a photo. */
export interface PhotoDone {
  /** Whether an earlier worker did it. */
  readonly before: boolean;
  readonly faces: number;
}

/**
 * Does one photo: reads it, looks at it, writes the picture and reads it back, and writes the mark last. What is done is not
 * done again; whatever keeps it from being done leaves neither a picture nor a mark.
 *
 * @param version of the photo as it was listed
 * @throws InputError what is wrong with it, with a `cause` that `heals` where the store was
 */
export async function doPhoto(key: string, version: string, tools: PhotoTools): Promise<PhotoDone> {
  const { run, photos, results, signal } = tools;
  const keys = resultKeys(key);
  const patient = <Value>(work: () => Promise<Value>) => patiently(work, signal, tools.patience ?? PATIENCE);
  const old = await patient(() => results.read(keys.mark));
  if (old) {
    const mark = readMark(old.bytes, nameIn(results, keys.mark));
    // Where names that differ in case are one.
    if (mark.key !== key)
      throw new InputError(`${key}: its result would take the place of that of ${mark.key}. Rename one of them.`);
    if (isDone(mark, run, version)) return { before: true, faces: 0 };
  }
  try {
    // What was made by other options, or of another photo, is not to pass for a result of these.
    if (old) await withdraw();
    if (tools.refusal !== undefined) throw new InputError(tools.refusal);
    const output = { same: nameIn(results, keys.picture), converted: nameIn(results, keys.converted) };
    if (kindOfName(posix.basename(key)) === 'video') return await video(output);
    const photo = await patient(() => photos.read(key));
    if (!photo) throw gone(nameIn(photos, key));
    const looked = await tools.look({ run, name: nameIn(photos, key), output, bytes: photo.bytes }, signal);
    const picture = looked.picture && (await put(looked.picture));
    const mark: Mark = { key, version: photo.version, fingerprint: run.fingerprint, ...(picture && { picture }) };
    await write(keys.mark, Buffer.from(markText(mark, looked)), 'application/json');
    return { before: false, faces: looked.faces };
  } catch (error) {
    // A picture of an interrupted try says nothing now. Who is to stop leaves it to whoever goes on.
    if (!(error instanceof InputError) || signal.aborted) throw error;
    await withdraw().catch((left: unknown) => {
      // Tried again where that may heal: until then it is not known to be gone.
      const reasons = `${messageOf(error)} What an earlier try left is there still, and is no result: ${messageOf(left)}`;
      throw left instanceof InputError ? new InputError(reasons, { cause: left.cause }) : left;
    });
    throw error;
  }

  /** The same of a video, whose bytes are in a private folder on this machine's disk, and never in memory whole. */
  async function video(output: LookTask['output']): Promise<PhotoDone> {
    const folder = await tools.folder();
    try {
      const files = { source: folder.file('source'), result: folder.file('result') };
      const came = await patient(() => photos.download(key, files.source, signal));
      if (came === undefined) throw gone(nameIn(photos, key));
      const task = { run, name: nameIn(photos, key), output, bytes: new Uint8Array(), video: files };
      const looked = await tools.look(task, signal);
      const place = run.command === 'redact' ? keys.picture : keys.lines;
      const hash = await hashOf(files.result);
      await patient(async () => {
        signal.throwIfAborted();
        await results.upload(place, files.result, looked.type ?? 'application/octet-stream', signal);
        if ((await results.hashOf(place, signal)) !== hash) throw differs(nameIn(results, place));
      });
      const mark = { key, version: came, fingerprint: run.fingerprint, picture: { key: place, sha256: hash } };
      await write(keys.mark, Buffer.from(markText(mark, looked)), 'application/json');
      return { before: false, faces: looked.faces };
    } finally {
      await folder.removeAll();
    }
  }

  async function put({ data, type, converted }: NonNullable<Looked['picture']>): Promise<NonNullable<Mark['picture']>> {
    if (converted && (await patient(() => photos.has(keys.converted))))
      throw new InputError(
        `${key}: its result would be called as ${keys.converted}, which is a photo. Rename one of them.`,
      );
    const place = converted ? keys.converted : keys.picture;
    await write(place, data, type);
    return { key: place, sha256: sha256(data) };
  }

  /** What a store says that it has kept is read back. */
  async function write(place: string, bytes: Uint8Array, type: string): Promise<void> {
    await patient(async () => {
      signal.throwIfAborted();
      await results.write(place, bytes, type);
      const written = await results.read(place);
      if (!written || sha256(written.bytes) !== sha256(bytes)) throw differs(nameIn(results, place));
    });
  }

  async function withdraw(): Promise<void> {
    await patient(() => results.remove(keys.mark));
    if (kindOfName(posix.basename(key)) === 'video') await patient(() => results.remove(keys.lines));
    if (run.command !== 'redact') return;
    await patient(() => results.remove(keys.picture));
    // Unless another photo's result is called so.
    if (!(await patient(() => photos.has(keys.converted)))) await patient(() => results.remove(keys.converted));
  }
}

/** A store that is overtaxed may serve an older one for a while. */
function differs(name: string): InputError {
  return passing(`${name}: reads otherwise than it was written.`);
}

/** Another worker may still see it, where this one has lost a shared folder: that is tried before it counts as failed. */
function gone(name: string): InputError {
  return passing(`${name}: is gone.`);
}
