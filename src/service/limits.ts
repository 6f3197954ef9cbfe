import * as z from 'zod';
import { integerBetween, numberBetween } from '../errors/validate.js';
import { MAX_VIDEO_PIXELS } from '../video/video.js';

/** What bounds the service's memory and time, and in which range each can be set. */
export const limitFields = {
  /** A request's body. */
  maxMegabytes: numberBetween(0.001, 4096, 'megabytes'),
  /** A picture, all its frames together. */
  maxMegapixels: numberBetween(0.001, 268, 'megapixels'),
  maxFrames: integerBetween(1, 10_000),
  /** Work on one picture, from when it is begun. */
  maxSeconds: numberBetween(0.1, 3600, 'seconds'),
  /** Pictures that wait for their turn. One of any size may wait alone. */
  queueMegapixels: numberBetween(0.001, 100_000, 'megapixels'),
  /** Requests that are received, wait or are worked on. */
  maxRequests: integerBetween(1, 10_000),
  /** Bodies of those requests together. */
  heldMegabytes: numberBetween(1, 65_536, 'megabytes'),
  /** From the first byte of a request to its last. */
  receiveSeconds: numberBetween(0.1, 3600, 'seconds'),
  /** Without a byte, in the midst of a request or of an answer. */
  idleSeconds: numberBetween(0.1, 600, 'seconds'),
  maxConnections: integerBetween(1, 100_000),
  /** What jobs hold together: pictures that wait, and results that were not fetched. */
  jobMegabytes: numberBetween(0.001, 65_536, 'megabytes'),
  maxJobs: integerBetween(1, 10_000),
  /** Results of a job that is over are kept so long. */
  jobMinutes: numberBetween(0.001, 1440, 'minutes'),
  /** What is begun may take so long after SIGTERM. */
  drainSeconds: numberBetween(0, 3600, 'seconds'),
  /** A video's file. */
  videoMegabytes: numberBetween(0.001, 1_000_000, 'megabytes'),
  /** One frame of a video. */
  videoMegapixels: numberBetween(0.001, MAX_VIDEO_PIXELS / 1e6, 'megapixels'),
  videoFrames: integerBetween(1, 10_000_000),
  /** Work on one video, from when it is begun. */
  videoMinutes: numberBetween(0.001, 10_080, 'minutes'),
  /** From the first byte of a video to its last. */
  videoSeconds: numberBetween(0.1, 86_400, 'seconds'),
  /** Videos that are worked on at once; others wait. */
  videosAtOnce: integerBetween(1, 64),
  /** Videos and their results, on the disk, together. */
  spoolMegabytes: numberBetween(0.001, 100_000_000, 'megabytes'),
};

/** Of pictures that wait, for each thread, where nothing else is said: about ten seconds' work of a core. */
export const QUEUE_MEGAPIXELS_A_THREAD = 10;

const limitsWithDefaults = z.strictObject({
  maxMegabytes: limitFields.maxMegabytes.default(64),
  maxMegapixels: limitFields.maxMegapixels.default(100),
  maxFrames: limitFields.maxFrames.default(300),
  maxSeconds: limitFields.maxSeconds.default(120),
  queueMegapixels: limitFields.queueMegapixels.optional(),
  maxRequests: limitFields.maxRequests.default(128),
  heldMegabytes: limitFields.heldMegabytes.default(512),
  receiveSeconds: limitFields.receiveSeconds.default(60),
  idleSeconds: limitFields.idleSeconds.default(15),
  maxConnections: limitFields.maxConnections.default(1000),
  jobMegabytes: limitFields.jobMegabytes.default(512),
  maxJobs: limitFields.maxJobs.default(100),
  jobMinutes: limitFields.jobMinutes.default(60),
  drainSeconds: limitFields.drainSeconds.default(30),
  videoMegabytes: limitFields.videoMegabytes.default(1024),
  videoMegapixels: limitFields.videoMegapixels.default(9),
  videoFrames: limitFields.videoFrames.default(54_000),
  videoMinutes: limitFields.videoMinutes.default(720),
  videoSeconds: limitFields.videoSeconds.default(1800),
  videosAtOnce: limitFields.videosAtOnce.default(1),
  spoolMegabytes: limitFields.spoolMegabytes.default(4096),
});

/** All limits; those that no request could be taken by together are refused. */
export const limitsSchema = limitsWithDefaults.refine(
  ({ maxMegabytes, heldMegabytes }) => maxMegabytes <= heldMegabytes,
  {
    path: ['heldMegabytes'],
    error: 'expected maxMegabytes or more: a request of that size would be told to come again for ever',
  },
);

/** What nothing is said of. */
export const LIMIT_DEFAULTS = limitsSchema.parse({});

export type LimitOptions = z.input<typeof limitsSchema>;
export type Limits = z.output<typeof limitsSchema>;
