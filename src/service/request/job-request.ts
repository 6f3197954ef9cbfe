import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PRIVATE_FILE, type SpoolFolder } from '../../spool/spool-folder.js';
import type { Exchange, Rooms } from '../exchange.js';
import { FILES } from '../jobs/video-job.js';
import { Problem } from '../problem.js';
import { diskProblem, type VideoRoom } from '../videos/video-room.js';
import { pourBody, tooLarge, tooSlow } from './body.js';
import { type ComingFile, type Form, FormReader, keepInMemory } from './form.js';
import { cleanName } from './names.js';
import { FORM, PICTURE } from './picture.js';

/** The field of a form that a video is in. */
export const VIDEO = 'video';

const RAW_VIDEO = /^video\/(mp4|quicktime|x-m4v|(x-)?matroska|webm)\s*(;|$)/i;

/** Of a form's bytes so many may be on their way to the disk: they are in memory, and are none of the form's own. */
const ON_THE_WAY = 2 ** 18;

/** A video that came, on the disk. */
export interface CameVideo {
  readonly name: string;
  readonly folder: SpoolFolder;
}

/** What a job is to be about: files in memory, or a video on the disk, and the form's fields. */
export interface CameJob {
  readonly fields: Form['fields'];
  readonly pictures: Form['files'];
  readonly video: CameVideo | undefined;
}

/**
 * Receives a job: a form with pictures, which are kept in memory, or a video, as the file of a form or as the body itself, which
 * goes to the disk piece by piece.
 *
 * @throws Problem where something is wrong with it, or there is no room; nothing is left of it then
 */
export async function receiveJob(c: Exchange, rooms: Rooms, videos: VideoRoom): Promise<CameJob> {
  const type = c.req.header('content-type') ?? '';
  const isForm = FORM.test(type);
  if (!isForm && !RAW_VIDEO.test(type)) {
    const accepted = 'multipart/form-data, video/mp4, video/quicktime, video/x-matroska, video/webm';
    throw new Problem(
      'wrong-type',
      `Content-Type: expected ${accepted.replace(/, (?=[^,]*$)/, ' or ')}, received ${JSON.stringify(type.slice(0, 60))}.`,
      { headers: { 'Accept-Post': accepted } },
    );
  }
  const coming = new ComingJob(rooms, videos);
  const room = rooms.held.enterUntilAnswered(c);
  try {
    return isForm ? await coming.form(c, type, room.reserve) : await coming.raw(c);
  } catch (error) {
    await coming.discard();
    throw diskProblem(error);
  }
}

/** A job while it comes. */
class ComingJob {
  #video: CameVideo | undefined;
  /** Of a form, which field its files are in. */
  #field: string | undefined;
  /** Bytes of the video that are on the disk. */
  #written = 0;

  constructor(
    private readonly rooms: Rooms,
    private readonly videos: VideoRoom,
  ) {}

  /** The body is the video. */
  async raw(c: Exchange): Promise<CameJob> {
    const announced = Number(c.req.header('content-length') ?? 0);
    const file = await this.#openVideo(VIDEO, announced);
    try {
      await pourBody(c.env.incoming, this.#limits('video'), (piece) => this.#keep(file, piece));
    } finally {
      await file.close();
    }
    return { fields: [], pictures: [], video: this.#video };
  }

  /** The body is a form. @param reserve room in memory */
  async form(c: Exchange, type: string, reserve: (bytes: number) => void): Promise<CameJob> {
    const { maxMegabytes, receiveSeconds } = this.rooms.limits;
    const begun = performance.now();
    let [came, reserved] = [0, 0];
    const reader = new FormReader(type, (file, pieces) => this.#file(file, pieces));
    try {
      await pourBody(c.env.incoming, this.#limits('form'), (piece) => {
        came += piece.length;
        const inMemory = came - this.#written;
        if (inMemory > 1e6 * maxMegabytes + (this.#video ? ON_THE_WAY : 0))
          throw tooLarge(inMemory, 1e6 * maxMegabytes);
        reserve(Math.max(0, inMemory - reserved));
        reserved = Math.max(reserved, inMemory);
        if (!this.#video && performance.now() - begun > 1000 * receiveSeconds)
          throw tooSlow(`took more than ${receiveSeconds} seconds`);
        return reader.write(piece);
      });
      const { fields, files } = await reader.end();
      if (files.length === 0 && !this.#video) throw wrongFiles();
      return { fields, pictures: files, video: this.#video };
    } catch (error) {
      await reader.abandon();
      throw error;
    }
  }

  /** Removes what came. */
  async discard(): Promise<void> {
    await this.#video?.folder.removeAll();
  }

  /** A form may be one of pictures, or have a video, as it turns out. */
  #limits(kind: 'video' | 'form') {
    const { maxMegabytes, videoMegabytes, receiveSeconds, videoSeconds, idleSeconds } = this.rooms.limits;
    if (kind === 'video') return { maxBytes: 1e6 * videoMegabytes, receiveSeconds: videoSeconds, idleSeconds };
    if ('why' in this.videos.codecs) return { maxBytes: 1e6 * maxMegabytes, receiveSeconds, idleSeconds };
    return {
      maxBytes: 1e6 * (maxMegabytes + videoMegabytes),
      receiveSeconds: Math.max(receiveSeconds, videoSeconds),
      idleSeconds,
    };
  }

  async #file(file: ComingFile, pieces: Readable): Promise<Form['files'][number] | undefined> {
    // Several come at once where they are small: what the form has is said before anything is waited for.
    const before = this.#field;
    this.#field = file.field;
    if (file.field === PICTURE && (before === undefined || before === PICTURE)) {
      this.rooms.pool.checkRoom(1);
      return await keepInMemory(file, pieces);
    }
    if (file.field !== VIDEO || before !== undefined) throw wrongFiles();
    const out = await this.#openVideo(file.name, 0);
    try {
      for await (const piece of pieces) await this.#keep(out, piece);
    } finally {
      await out.close();
    }
    return undefined;
  }

  async #openVideo(given: string, bytes: number) {
    this.videos.checkRoom(bytes);
    const folder = await this.videos.folder();
    this.#video = { name: cleanName(given, VIDEO), folder };
    return await open(folder.file(FILES.source), 'wx', PRIVATE_FILE);
  }

  async #keep(file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> {
    const { videoMegabytes } = this.rooms.limits;
    const bytes = this.#written + piece.length;
    if (bytes > 1e6 * videoMegabytes) throw tooLarge(bytes, 1e6 * videoMegabytes);
    this.videos.checkRoom(piece.length);
    await file.writeFile(piece);
    this.#written = bytes;
    this.#video?.folder.note(FILES.source, bytes);
    // What is made of it will be about as large.
    this.#video?.folder.expect(FILES.result, bytes);
  }
}

function wrongFiles(): Problem {
  return new Problem(
    'wrong-request',
    `${PICTURE}, ${VIDEO}: expected files in the field ${PICTURE} of the form, or one in the field ${VIDEO}, and in no other.`,
  );
}
