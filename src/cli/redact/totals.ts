import type { PassedOver } from '../../batch/passed-over.js';
import { count } from '../detect/results.js';
import { duration } from '../terminal/progress.js';
import type { Ending, Terminal } from '../terminal/terminal.js';
import type { RedactFlags } from './flags.js';
import type { Redacted } from './results.js';

/** What a run ends with. */
interface End {
  readonly terminal: Terminal;
  readonly others: PassedOver;
  readonly flags: RedactFlags;
  /** What there is on the sheets. */
  readonly pages: string | undefined;
}

/** How many photos came to which end: each to one, and the sum is that of all that were found. */
export class RedactTotals {
  hidden = 0;
  clean = 0;
  failed = 0;
  before = 0;
  /** Photos with faces that the last check still finds, besides those above. */
  remaining = 0;
  /** Faces hidden by this run. */
  faces = 0;
  /** Results of earlier runs that were found among the photos, and photos that no file names. */
  own = 0;
  notNamed = 0;
  /** Videos among all these. */
  videos = 0;
  readonly #started = performance.now();

  add({ before, redaction, video }: Redacted): void {
    const faces = video ? video.tracks : redaction.regions.length;
    if (video) this.videos += 1;
    if (redaction.remaining.length > 0) this.remaining += 1;
    else if (before) this.before += 1;
    else if (faces > 0) this.hidden += 1;
    else this.clean += 1;
    if (!before) this.faces += faces;
  }

  /** Says what remains to be said, and whether all photos that were found are known to show no face. */
  ending({ terminal, others, flags, pages }: End): Ending {
    const early = terminal.signal.aborted;
    const passedOver = others.text;
    const blind = passedOver !== undefined && !flags.skipOthers;
    if (blind) terminal.warn(`${passedOver}. They are not redacted; say --skip-others if they may stay as they are.`);
    const nothing = this.sum === 0 && !early;
    if (nothing) terminal.warn(this.#nothing);
    return {
      failed: this.failed > 0 || this.remaining > 0 || blind || nothing,
      summary: [blind ? undefined : passedOver, this.#summary, pages],
    };
  }

  /** Photos and videos in all. */
  get sum(): number {
    return this.hidden + this.clean + this.before + this.remaining + this.failed;
  }

  get #noun(): string {
    if (this.videos === 0) return 'photo';
    return this.videos < this.sum - this.failed ? 'file' : 'video';
  }

  get #nothing(): string {
    const parts = [
      ...(this.own > 0 ? [`${count(this.own, 'result')} of earlier runs`] : []),
      ...(this.notNamed > 0 ? [`${count(this.notNamed, this.#noun)} that no file names`] : []),
    ];
    return `nothing was redacted: there ${this.own + this.notNamed === 1 ? 'is' : 'are'} only ${parts.join(' and ')}.`;
  }

  get #summary(): string {
    const seconds = (performance.now() - this.#started) / 1000;
    const worked = this.hidden + this.clean;
    const parts: string[] = [];
    // Of a run that found all done before it says no more than that.
    if (this.faces > 0 || this.clean + this.before === 0)
      parts.push(`${count(this.faces, 'face')} hidden in ${count(this.hidden, this.#noun)}`);
    if (this.clean > 0) parts.push(`nothing to hide in ${count(this.clean, this.#noun)}`);
    if (this.before > 0) parts.push(`${count(this.before, this.#noun)} done before`);
    if (this.remaining > 0) parts.push(`${count(this.remaining, this.#noun)} with faces that remain`);
    if (this.failed > 0) parts.push(`${this.failed} failed`);
    if (this.sum > Math.max(this.hidden, this.clean, this.before)) parts.push(`${this.sum} in all`);
    if (this.own > 0) parts.push(`${count(this.own, 'result')} of earlier runs left as they are`);
    if (this.notNamed > 0) parts.push(`${count(this.notNamed, this.#noun)} not named`);
    parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
    if (worked > 1) parts.push(`${(worked / seconds).toPrecision(2)} ${this.#noun}s/s`);
    return parts.join(', ');
  }
}
