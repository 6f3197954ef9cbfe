import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkKind } from './pool/messages.js';
import type { Pool } from './pool/pool.js';
import type { HeldRequests } from './request/held.js';

/** Parts of a request's time. */
export type Stage = 'receive' | 'wait' | 'work';

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What Prometheus is told. Labels are routes, statuses and kinds: nothing that a request brings. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = this.#counter('requests_total', 'Requests that were answered.', ['route', 'status']);
  readonly #seconds = this.#histogram(
    'request_seconds',
    'From the first byte of a request to the last of its answer.',
    ['route'],
  );
  readonly #stages = this.#histogram('stage_seconds', 'What pictures take: received, waiting, worked on.', ['stage']);
  readonly #photos = this.#counter('photos_total', 'Pictures that were looked at.', ['work']);
  readonly #faces = this.#counter('faces_total', 'Faces that were found, or hidden.', ['work']);
  readonly #pixels = this.#counter('pixels_total', 'Pixels that were looked at, of all frames.', ['work']);

  readonly #videos = this.#counter('videos_total', 'Videos that came to a good end.', ['work']);

  constructor(pool: Pool, held: HeldRequests) {
    collectDefaultMetrics({ register: this.registry });
    this.#gauge('queue_pictures', 'Pictures that wait.', () => pool.waiting.pictures);
    this.#gauge('queue_pixels', 'Pixels of pictures that wait.', () => pool.waiting.pixels);
    this.#gauge('queue_limit_pixels', 'Pixels that may wait.', () => pool.mostPixels);
    this.#gauge('working_pictures', 'Pictures that threads have.', () => pool.working.pictures);
    this.#gauge('working_pixels', 'Pixels of pictures that threads have.', () => pool.working.pixels);
    this.#gauge('threads_ready', 'Threads whose networks are loaded.', () => pool.readyThreads);
    this.#gauge('held_requests', 'Requests that are received, wait, or are worked on.', () => held.requests);
    this.#gauge('held_bytes', 'Bytes of those requests.', () => held.bytes);
  }

  answered(route: string, status: number, seconds: number): void {
    this.#requests.inc({ route, status });
    this.#seconds.observe({ route }, seconds);
  }

  took(stage: Stage, seconds: number): void {
    this.#stages.observe({ stage }, seconds);
  }

  did(work: WorkKind, { pixels, faces }: { readonly pixels: number; readonly faces: number }): void {
    this.#photos.inc({ work });
    this.#faces.inc({ work }, faces);
    this.#pixels.inc({ work }, pixels);
  }

  /** Faces of a video, each over all frames that it is in. */
  didVideo(work: 'detect' | 'redact', faces: number): void {
    this.#videos.inc({ work });
    this.#faces.inc({ work: `${work} video` }, faces);
  }

  /** A number that is asked for when it is read. */
  gauge(name: string, help: string, read: () => number): void {
    this.#gauge(name, help, read);
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Counter({ name: `farface_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Histogram({ name: `farface_${name}`, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `farface_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
