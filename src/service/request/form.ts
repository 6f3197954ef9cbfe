import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { Problem } from '../problem.js';
import { joined } from './body.js';
import { PartCount } from './part-count.js';

/** Parts that a form may have: of many small ones each costs more than its bytes. */
const MOST_PARTS = 2000;

/** What a form holds. */
export interface Form {
  readonly fields: readonly (readonly [string, string])[];
  readonly files: readonly { readonly field: string; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

type FormFile = Form['files'][number];

/** Bytes of a field that is no file: lists of regions are the longest, and some 15,000 are read while nothing else is answered. */
const LONGEST_FIELD = 1e6;
/** Of a part's own headers. */
const LONGEST_HEADER = 16_384;

/** A file of a form, while it comes. */
export interface ComingFile {
  readonly field: string;
  readonly name: string;
  /** As the form says it. */
  readonly type: string;
}

/** Reads a multipart/form-data body piece by piece: what is too large for memory goes elsewhere while it comes. */
export class FormReader {
  readonly #busboy: BusboyInstance;
  /** Busboy passes over parts whose headers it cannot read: an option would be left out unsaid. */
  readonly #parts: PartCount;
  readonly #fields: (readonly [string, string])[] = [];
  readonly #files: Promise<FormFile | undefined>[] = [];
  readonly #coming = new Set<Readable>();
  readonly #over: Promise<void>;
  #failed: unknown;

  /**
   * @param type the Content-Type of the body
   * @param keep takes in a file; undefined where it was put somewhere else than in memory
   * @throws Problem where the type is not one of a form
   */
  constructor(type: string, keep: (file: ComingFile, pieces: Readable) => Promise<FormFile | undefined>) {
    const mark = boundaryOf(type);
    this.#parts = new PartCount(mark);
    this.#busboy = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary="${mark}"` },
      limits: { parts: MOST_PARTS, fieldSize: LONGEST_FIELD, headerSize: LONGEST_HEADER },
      preservePath: true,
    });
    this.#over = new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.#failed ??= error;
        reject(this.#failed);
      };
      this.#busboy
        .on('field', (name, value, nameCut, valueCut) => {
          if (nameCut || valueCut) fail(wrongForm(`a field of it is longer than ${LONGEST_FIELD / 1e6} MB`));
          if (name === undefined) fail(unnamed());
          this.#fields.push([name, value]);
        })
        .on('file', (field, pieces, name, _encoding, mimeType) => {
          // Told by whoever reads it, and by the end of the form.
          pieces.on('error', () => {});
          this.#coming.add(pieces);
          pieces.once('close', () => this.#coming.delete(pieces));
          if (field === undefined) fail(unnamed());
          const kept = keep({ field: field ?? '', name: name ?? '', type: mimeType }, pieces);
          kept.catch((error: unknown) => {
            fail(error);
            pieces.resume();
          });
          this.#files.push(kept);
        })
        .on('partsLimit', () => fail(wrongForm(`it has more than ${MOST_PARTS} parts`)))
        .on('error', () => fail(wrongForm('it is damaged or cut off')))
        .on('finish', () => resolve());
    });
    this.#over.catch(() => {});
  }

  /** Takes the next piece; what comes back is waited for before the next one. */
  write(piece: Buffer): Promise<void> | undefined {
    if (this.#failed !== undefined) throw this.#failed;
    this.#parts.add(piece);
    if (this.#busboy.write(piece)) return undefined;
    return Promise.race([new Promise<void>((resolve) => this.#busboy.once('drain', resolve)), this.#over]);
  }

  /**
   * Reads the end of it.
   *
   * @throws Problem where it is no form, or not a whole one; whatever taking in a file throws
   */
  async end(): Promise<Form> {
    this.#busboy.end();
    await this.#over;
    const files = await Promise.all(this.#files);
    if (this.#parts.parts === 0) throw wrongForm('it is damaged or cut off');
    if (this.#fields.length + files.length !== this.#parts.parts) throw unnamed();
    return { fields: this.#fields, files: files.filter((file) => file !== undefined) };
  }

  /** Lets go of it where it is not read to its end. */
  async abandon(): Promise<void> {
    this.#busboy.destroy();
    // It tells them nothing of that.
    for (const pieces of this.#coming) pieces.destroy(new Error('cut off'));
    await Promise.allSettled(this.#files);
  }
}

const unnamed = () => wrongForm('a part of it has no name that can be read');

/** A file of a form as bytes, in memory of its own. */
export async function keepInMemory({ field, name }: ComingFile, pieces: AsyncIterable<Buffer>): Promise<FormFile> {
  const kept: Buffer[] = [];
  for await (const piece of pieces) kept.push(piece);
  return { field, name, bytes: joined(kept) };
}

/** @throws Problem where the Content-Type names none */
function boundaryOf(type: string): string {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw wrongForm('its Content-Type names no boundary');
  return mark;
}

function wrongForm(why: string): Problem {
  return new Problem('wrong-request', `The body is no multipart/form-data: ${why}. Let an HTTP library write it.`);
}
