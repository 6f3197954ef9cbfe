import { type VideoOutcome, videoRedactionLine } from '../../formats/video-lines.js';
import { type Outcome, redactionLine } from '../../redact/redaction-line.js';
import type { ReviewedPhoto } from '../../review/review-sheets.js';
import { count } from '../detect/results.js';

/** What became of one photo. `image` is its name as the user would give it. */
export interface Redacted {
  readonly image: string;
  /** Where the result was written; undefined where it goes to standard output. */
  readonly output?: string;
  /** The bytes of the result where they go there. */
  readonly data?: Uint8Array;
  readonly redaction: Outcome;
  /** Whether an earlier run, which `--resume` goes on with, did it. */
  readonly before: boolean;
  /** What was wrong with the file and did not keep it from being redacted. */
  readonly warnings: readonly string[];
  /** What `--review` shows of it. */
  readonly crops?: ReviewedPhoto;
  /** Of a video, what there is of frames, and of people. */
  readonly video?: VideoOutcome;
  /** Of a video, the page of its tracks. */
  readonly page?: string;
}

/** One line of JSON in the shape of `detect --json`: `faces` are what was hidden, `remaining` what is still found. */
export function redactJsonLine({ image, output, redaction, video }: Redacted): string {
  if (video) return videoRedactionLine(image, output, redaction, video);
  return redactionLine(image, output, redaction);
}

/** One line for a person, as in `crowd.jpg → out/crowd.jpg  37 faces hidden, 2 of them by the check`. */
export function redactTextLine({ image, output, redaction, video }: Redacted): string {
  const { regions } = redaction;
  const late = regions.filter(({ round }) => round > 0).length;
  const way = output === undefined || image === output ? image : `${image} → ${output}`;
  if (video) return `${way}  ${count(video.tracks, 'face')} hidden in ${count(video.frames, 'frame')}, each checked`;
  return `${way}  ${count(regions.length, 'face')} hidden${late > 0 ? `, ${late} of them by the check` : ''}`;
}
