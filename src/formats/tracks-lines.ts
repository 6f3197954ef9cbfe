import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { integerBetween, numberBetween, validate } from '../errors/validate.js';
import type { Track, TrackBox } from '../tracks/track.js';
import { frameAt } from './frame-at.js';
import { parseOnceEach } from './parse-json.js';
import { rounded } from './photo-faces.js';
import { betweenKeys, MOST_FRAMES, type VideoTracks } from './video-tracks.js';

const LINE = 'a line of a file of tracks, as the page of farface redact --review saves it';

const ORIGINS = ['detected', 'between', 'before', 'after', 'edited'] as const;

const FARTHEST = 1e7;
const pixels = numberBetween(-FARTHEST, FARTHEST, 'pixels');
const length = numberBetween(0, FARTHEST, 'pixels');
const side = integerBetween(1, FARTHEST, 'pixels');

const headSchema = z.strictObject({
  video: z.string('expected the path of the video').min(1, 'expected the path of the video'),
  width: side,
  height: side,
  frames: integerBetween(0, MOST_FRAMES),
});

const trackSchema = z.strictObject({
  track: integerBetween(0, Number.MAX_SAFE_INTEGER),
  hidden: z.boolean('expected true or false'),
  confidence: numberBetween(0, 1).default(1),
  boxes: z
    .array(
      z.strictObject({
        frame: integerBetween(0, MOST_FRAMES).exactOptional(),
        time: z.number('expected seconds').exactOptional(),
        box: z.strictObject({ x: pixels, y: pixels, width: length, height: length }, 'expected x, y, width and height'),
        score: numberBetween(0, 1).exactOptional(),
        origin: z.enum(ORIGINS, `expected ${ORIGINS.join(', ')}`).default('edited'),
      }),
      'expected a list of boxes',
    )
    .min(1, 'expected one box or more'),
});

/** The first line of a file of tracks: which video they are of. */
export function tracksHead({ video, width, height, frames }: Omit<VideoTracks, 'tracks'>): string {
  return JSON.stringify({ video, width, height, frames });
}

/** The line of a track: coordinates to 1/100 pixel, scores to six digits after the point. */
export function trackLine({ id, hidden, confidence, boxes }: Track): string {
  return JSON.stringify({ track: id, hidden, confidence: rounded(confidence, 6), boxes: boxes.map(roundBox) });
}

function roundBox({ frame, box, score, origin }: TrackBox) {
  const { x, y, width, height } = box;
  return {
    frame,
    box: { x: rounded(x, 2), y: rounded(y, 2), width: rounded(width, 2), height: rounded(height, 2) },
    score: score === undefined ? undefined : rounded(score, 6),
    origin,
  };
}

/** @throws InputError that says what of the line, which stands at `where`, is wrong */
export function parseTracksHead(text: string, where: string): Omit<VideoTracks, 'tracks'> {
  return validate(headSchema, parseOnceEach(text, where, LINE), (part) => placed(where, part));
}

/**
 * Reads the line of a track. Frames that are left out between two boxes are filled: a face that is hidden before and after is
 * hidden there too.
 *
 * @param times when the video's frames are shown, for boxes that say a time in place of a frame; by default none may
 * @throws InputError that says what of the line, which stands at `where`, is wrong
 */
export function parseTrackLine(text: string, where: string, times: readonly number[] = []): Track {
  const { track, hidden, confidence, boxes } = validate(trackSchema, parseOnceEach(text, where, LINE), (part) =>
    placed(where, part),
  );
  const keys = boxes.map(({ frame, time, ...box }, index) => {
    const at = placed(where, `boxes.${index}`);
    if ((frame === undefined) === (time === undefined))
      throw new InputError(`${at}: expected a frame, by its number, or a time in seconds: one of them.`);
    return { ...box, frame: frame ?? frameAt(time!, times, at) };
  });
  return { id: track, hidden, confidence, boxes: betweenKeys(keys, where) };
}

function placed(where: string, part: string): string {
  return part === '' ? where : `${where}, ${part}`;
}

/** Reads all lines of a file of tracks, numbered from 1; empty ones are passed over. */
export class TracksReader {
  #head: Omit<VideoTracks, 'tracks'> | undefined;
  readonly #tracks: Track[] = [];
  readonly #lines = new Map<number, string>();

  /**
   * @param path what errors call the file
   * @param times as `parseTrackLine` takes them
   */
  constructor(
    private readonly path: string,
    private readonly times?: readonly number[],
  ) {}

  add(text: string, number: number): void {
    if (text.trim() === '') return;
    const where = `${this.path}:${number}`;
    if (this.#head === undefined) {
      this.#head = parseTracksHead(text, where);
      return;
    }
    const track = parseTrackLine(text, where, this.times);
    const before = this.#lines.get(track.id);
    if (before !== undefined) throw new InputError(`${where}: track ${track.id} is at ${before} already. Leave one.`);
    this.#lines.set(track.id, where);
    this.#tracks.push(track);
  }

  end(): VideoTracks {
    if (this.#head === undefined) {
      throw new InputError(
        `${this.path}: is empty; expected a file of tracks, as the page of farface redact --review saves it.`,
      );
    }
    return { ...this.#head, tracks: this.#tracks };
  }
}
