import type { AddressInfo } from 'node:net';
import type { DetectorOptions } from '../detect/options.js';
import { validate } from '../errors/validate.js';
import { type AppOptions, createApp } from './app.js';
import type { Rooms } from './exchange.js';
import { isLoopback } from './guard/hosts.js';
import { Jobs } from './jobs/jobs.js';
import { type LimitOptions, limitsSchema, QUEUE_MEGAPIXELS_A_THREAD } from './limits.js';
import { Metrics } from './metrics.js';
import { Pool } from './pool/pool.js';
import { HeldRequests } from './request/held.js';
import { detectRoute } from './routes/detect.js';
import { healthRoutes } from './routes/health.js';
import { jobRoutes } from './routes/jobs.js';
import { redactRoute } from './routes/redact.js';
import { rekognitionRoute } from './routes/rekognition.js';
import { verifyRoute } from './routes/verify.js';
import { createHttpServer } from './server.js';
import { VideoRoom, type VideoSettings } from './videos/video-room.js';

/** What the service is started with. */
export interface ServiceOptions extends Omit<AppOptions, 'isLoopback' | 'isDraining'> {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What each thread's networks are made with; they run on one core unless it says otherwise. */
  readonly detector: DetectorOptions;
  /** Threads with networks of their own. */
  readonly threads: number;
  readonly limits?: LimitOptions;
  /** How videos are taken; absent, they are not. */
  readonly videos?: VideoSettings | undefined;
  /** Answers as Amazon Rekognition does, too. */
  readonly rekognition?: boolean;
}

/** A service that runs. */
export interface Service {
  /** As `http://localhost:8080`. */
  readonly address: string;
  /** Takes nothing more, finishes what is begun, and ends. What is not done in time is stopped. */
  end(): Promise<void>;
}

/**
 * Starts the HTTP service.
 *
 * @throws InputError where an option is wrong or the networks cannot be loaded
 * @throws the error of the operating system where the address cannot be listened on
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host, port, detector, threads, rekognition } = options;
  const limits = validate(limitsSchema, options.limits ?? {});
  const { queueMegapixels = QUEUE_MEGAPIXELS_A_THREAD * threads, maxSeconds } = limits;
  const pool = new Pool({ detector: { threads: 1, ...detector }, threads, queueMegapixels, maxSeconds });
  const held = new HeldRequests(limits, () => pool.retryAfter);
  const rooms: Rooms = { pool, held, limits, metrics: new Metrics(pool, held), report: options.report };
  const videos = await VideoRoom.open(rooms, options.videos);
  const jobs = new Jobs(rooms, videos);
  rooms.metrics.gauge('jobs', 'Jobs that are here.', () => jobs.count);
  rooms.metrics.gauge('job_bytes', 'Bytes that they hold.', () => jobs.bytes);
  rooms.metrics.gauge('spool_bytes', 'Bytes of videos and their results on the disk.', () => videos.bytes);
  rooms.metrics.gauge('working_videos', 'Videos that are worked on.', () => videos.working);
  let draining = false;
  const routes = [
    ...[detectRoute(rooms), redactRoute(rooms), verifyRoute(rooms)],
    ...jobRoutes(rooms, jobs, videos),
    ...(rekognition ? [rekognitionRoute(rooms)] : []),
    ...healthRoutes(rooms, videos, () => draining),
  ];
  const app = createApp(rooms, routes, { ...options, isLoopback: isLoopback(host), isDraining: () => draining });
  const server = createHttpServer(app, limits);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  try {
    await pool.start();
  } catch (error) {
    server.close();
    server.closeAllConnections();
    await videos.end();
    await pool.end();
    throw error;
  }
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${nameFor(host)}:${taken}`,
    end: async () => {
      draining = true;
      // Nobody could fetch what they make.
      const stopped = jobs.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), 1000 * limits.drainSeconds);
      await closed;
      clearTimeout(late);
      await stopped;
      await videos.end();
      await pool.end();
    },
  };
}

/** How a browser on this machine names an address that is listened on. */
function nameFor(host: string): string {
  if (host === '127.0.0.1' || host === '::1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
