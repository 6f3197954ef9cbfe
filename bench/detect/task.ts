/** What a process of the benchmark is to time. */
export interface TimedTask {
  readonly contestant: 'farface' | 'farface, float32' | 'YuNet-n';
  /** Path of the photo. */
  readonly photo: string;
  readonly width: number;
  readonly height: number;
  readonly threads: number;
  readonly peers: string;
  readonly weights?: string | undefined;
  /** Whether farface tells what each stage takes. */
  readonly profile: boolean;
}

/** What one call took. */
export interface Timing {
  /** On the clock, and of all cores together, in milliseconds. */
  readonly wall: number;
  readonly processor: number;
  readonly faces: number;
  /** How many faces the second stage looked at. */
  readonly candidates: number;
  /** Milliseconds on the clock of each stage. */
  readonly stages?: Readonly<Record<string, number>> | undefined;
}
