import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { InputError, messageOf } from '../../errors/errors.js';
import { PRIVATE_FILE } from '../../spool/spool-folder.js';
import { optional } from '../optional.js';
import { tooLarge, videoTooLarge } from './folder-store.js';
import type { Place } from './place.js';
import { showPlace } from './place.js';
import { type Listed, MOST_BYTES, MOST_VIDEO_BYTES, nameIn, OWN_FOLDER, type Store, type Stored } from './store.js';

/** How an S3 server is reached, besides what the SDK takes from its own environment (AWS_ENDPOINT_URL_S3, AWS_REGION, …). */
export interface S3Options {
  /** Address of a server that is not Amazon's. */
  readonly endpoint?: string | undefined;
  /** Whether the bucket is named in the path and not in the host's name. */
  readonly pathStyle?: boolean | undefined;
}

/** The longest key in bytes. */
const LONGEST_KEY = 1024;

/** A prefix of a bucket. */
export class S3Store implements Store {
  readonly name: string;

  private constructor(
    private readonly place: Place & { kind: 's3' },
    private readonly sdk: typeof import('@aws-sdk/client-s3'),
    private readonly client: S3Client,
  ) {
    this.name = showPlace(place);
  }

  /** @throws InputError where the SDK is not installed */
  static async open(place: Place & { kind: 's3' }, { endpoint, pathStyle }: S3Options): Promise<S3Store> {
    const sdk = await optional(
      '@aws-sdk/client-s3',
      `photos in ${showPlace(place)}`,
      () => import('@aws-sdk/client-s3'),
    );
    const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
    const elsewhere = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
    const client = new sdk.S3Client({
      ...(endpoint !== undefined && { endpoint }),
      ...(pathStyle && { forcePathStyle: true }),
      // Servers that are not Amazon's mostly have no regions, and the SDK wants one all the same.
      ...(elsewhere !== undefined && !AWS_REGION && !AWS_DEFAULT_REGION && { region: 'us-east-1' }),
      // Trying again is decided in one place, which knows when a worker is to stop.
      maxAttempts: 1,
      // Videos are streams, of which nobody knows the sum before their end; what was written is read back and compared.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 10_000, requestTimeout: 120_000 },
    });
    return new S3Store(place, sdk, client);
  }

  async *list(after?: string): AsyncGenerator<Listed> {
    const { bucket: Bucket, prefix } = this.place;
    let StartAfter = after === undefined ? undefined : `${prefix}${after}`;
    for (;;) {
      const page = await this.#told('cannot be listed', '', () =>
        this.client.send(
          new this.sdk.ListObjectsV2Command({
            ...{ Bucket, Prefix: prefix, EncodingType: 'url' },
            ...(StartAfter !== undefined && { StartAfter }),
          }),
        ),
      );
      // XML cannot hold every character that a key can; servers that do not know the encoding leave it out.
      const decoded = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
      const found = (page.Contents ?? []).map(({ Key = '', Size = 0, ETag = '' }) => {
        return { whole: decoded(Key), bytes: Size, version: ETag.replaceAll('"', '') };
      });
      for (const { whole, bytes, version } of found) {
        const key = whole.slice(prefix.length);
        const isFolder = key === '' || (key.endsWith('/') && bytes === 0);
        if (!isFolder && !key.startsWith(OWN_FOLDER)) yield { key, bytes, version };
      }
      const last = found.at(-1);
      if (!page.IsTruncated || last === undefined) return;
      StartAfter = last.whole;
    }
  }

  async read(key: string): Promise<Stored | undefined> {
    return this.#told('cannot be read', key, async () => {
      try {
        const {
          Body,
          ContentLength = 0,
          ETag = '',
        } = await this.client.send(new this.sdk.GetObjectCommand(this.#object(key)));
        if (ContentLength > MOST_BYTES) throw tooLarge(nameIn(this, key), ContentLength);
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        if (bytes.length !== ContentLength) throw Object.assign(new Error('ended early'), { code: 'ECONNRESET' });
        return { bytes, version: ETag.replaceAll('"', '') };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    });
  }

  async has(key: string): Promise<boolean> {
    return this.#told('cannot be looked for', key, async () => {
      try {
        await this.client.send(new this.sdk.HeadObjectCommand(this.#object(key)));
        return true;
      } catch (error) {
        if (isAbsent(error)) return false;
        throw error;
      }
    });
  }

  async download(key: string, path: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#pour(key, signal, () => createWriteStream(path, { mode: PRIVATE_FILE }));
  }

  async hashOf(key: string, signal: AbortSignal): Promise<string | undefined> {
    const hash = createHash('sha256');
    const version = await this.#pour(key, signal, () => hash);
    return version === undefined ? undefined : hash.digest('hex');
  }

  /** Reads a large file piece by piece; its version, or undefined where there is none. */
  #pour(key: string, signal: AbortSignal, into: () => NodeJS.WritableStream): Promise<string | undefined> {
    return this.#told('cannot be read', key, async () => {
      try {
        const got = await this.client.send(new this.sdk.GetObjectCommand(this.#object(key)), { abortSignal: signal });
        const { Body, ContentLength = 0, ETag = '' } = got;
        if (!(Body instanceof Readable)) throw Object.assign(new Error('has no body'), { code: 'EIO' });
        if (ContentLength > MOST_VIDEO_BYTES) {
          Body.destroy();
          throw videoTooLarge(nameIn(this, key), ContentLength);
        }
        let length = 0;
        Body.on('data', (piece: Buffer) => {
          length += piece.length;
        });
        await pipeline(Body, into(), { signal });
        if (length !== ContentLength) throw Object.assign(new Error('ended early'), { code: 'ECONNRESET' });
        return ETag.replaceAll('"', '');
      } catch (error) {
        if (isAbsent(error)) return undefined;
        signal.throwIfAborted();
        throw error;
      }
    });
  }

  async upload(key: string, path: string, ContentType: string, signal: AbortSignal): Promise<void> {
    const object = this.#keyed(key);
    await this.#told('cannot be written', key, async () => {
      const { size } = await stat(path);
      if (size > MOST_VIDEO_BYTES) throw videoTooLarge(nameIn(this, key), size);
      const Body = createReadStream(path);
      try {
        const put = new this.sdk.PutObjectCommand({ ...object, Body, ContentLength: size, ContentType });
        await this.client.send(put, { abortSignal: signal });
      } finally {
        Body.destroy();
      }
    });
  }

  async write(key: string, bytes: Uint8Array, ContentType: string): Promise<void> {
    const object = this.#keyed(key);
    await this.#told('cannot be written', key, () =>
      this.client.send(new this.sdk.PutObjectCommand({ ...object, Body: bytes, ContentType })),
    );
  }

  async remove(key: string): Promise<void> {
    await this.#told('cannot be removed', key, async () => {
      try {
        await this.client.send(new this.sdk.DeleteObjectCommand(this.#object(key)));
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    });
  }

  close(): void {
    this.client.destroy();
  }

  /** @throws InputError where no object can be called so */
  #keyed(key: string): { Bucket: string; Key: string } {
    const object = this.#object(key);
    if (Buffer.byteLength(object.Key) <= LONGEST_KEY) return object;
    throw new InputError(`${nameIn(this, key)}: is longer than the ${LONGEST_KEY} bytes that a key may have.`);
  }

  #object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${key}` };
  }

  /** What goes wrong names the object; the cause, which tells whether it may heal, stays with it. */
  async #told<Value>(failed: string, key: string, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof InputError) throw error;
      const name = key === '' ? this.name : nameIn(this, key);
      throw new InputError(`${name}: ${failed}: ${reasonOf(error)}.`, { cause: error });
    }
  }
}

/** S3 says more by the error's name than by its message, which may be empty. */
function reasonOf(error: unknown): string {
  const message = messageOf(error).replace(/\.$/, '');
  const { name } = error instanceof Error ? error : { name: '' };
  return name === 'Error' || name === '' || message.includes(name) ? message : `${name} (${message})`;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
