import { MkvOutputFormat, MovOutputFormat, Mp4OutputFormat, type OutputFormat, WebMOutputFormat } from 'mediabunny';
import { withoutDates } from './movie-dates.js';
import type { Container } from './video.js';

/** Bytes to be put in place of others once a file is whole. */
export interface Correction {
  readonly data: Uint8Array;
  readonly position: number;
}

/**
 * The container that a result is written as, the same as the source's. It holds what it is given and nothing else; the
 * moment at which it is written, which MP4 and MOV would say, is to be taken out by the corrections.
 */
export function outputFormat(container: Container, corrections: Correction[]): OutputFormat {
  const onMoov = (data: Uint8Array, position: number) => {
    corrections.push({ data: withoutDates(data), position });
  };
  switch (container) {
    case 'mp4':
      return new Mp4OutputFormat({ fastStart: 'reserve', onMoov });
    case 'mov':
      return new MovOutputFormat({ fastStart: 'reserve', onMoov });
    case 'mkv':
      return new MkvOutputFormat();
    case 'webm':
      return new WebMOutputFormat();
  }
}
