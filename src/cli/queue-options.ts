import { Option } from 'commander';
import { DEFAULT_NAME, DEFAULT_QUEUE } from '../fleet/queue.js';

/** Where a fleet's queue is. */
export interface QueueFlags {
  readonly queue: string;
  readonly name: string;
}

/** How S3 is reached. */
export interface StoreFlags {
  readonly s3Endpoint?: string;
  readonly s3PathStyle?: true;
}

export function queueOptions(): Option[] {
  return [
    new Option('--queue <url>', 'server of the queue: redis://host:6379 or postgres://user@host/database')
      .env('FARFACE_QUEUE')
      .default(DEFAULT_QUEUE),
    new Option('--name <name>', "the queue's name, where a server has several")
      .env('FARFACE_QUEUE_NAME')
      .default(DEFAULT_NAME),
  ];
}

export function storeOptions(): Option[] {
  return [
    new Option(
      '--s3-endpoint <url>',
      "address of an S3 server that is not Amazon's (default: what AWS_ENDPOINT_URL_S3 says)",
    ),
    new Option('--s3-path-style', "name the bucket in the path, and not in the host's name"),
  ];
}
