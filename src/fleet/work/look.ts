import type { Run } from '../run.js';

/** A photo to look at. */
export interface LookTask {
  readonly run: Pick<Run, 'command' | 'settings' | 'models' | 'video'>;
  /** What lines and errors call the photo, and where its result goes, `converted` where it is HEIC. */
  readonly name: string;
  readonly output: { readonly same: string; readonly converted: string };
  readonly bytes: Uint8Array;
  /** Where it is a video: the files that it is in, and that its result goes to; there are no bytes then. */
  readonly video?: { readonly source: string; readonly result: string };
}

/** What came of it. */
export interface Looked {
  /** The command's line. */
  readonly line: string;
  /** What redact made of it. */
  readonly picture?: { readonly data: Uint8Array; readonly type: string; readonly converted: boolean };
  /** Of a video, the media type of what was written to its result's file. */
  readonly type?: string;
  readonly faces: number;
  /** What is not as in the photo, or may be seen all the same, in sentences. */
  readonly warnings?: readonly string[];
}

/** Looks at photos: the networks of a process apart, or a stand-in for them. */
export interface Looker {
  /**
   * @throws InputError what is wrong with the photo, which trying again does not mend; `LookerLost` where the process ended;
   * `UnfitError` where this machine cannot do the run at all
   */
  look(task: LookTask, signal: AbortSignal): Promise<Looked>;
  close(): Promise<void>;
}

/** The process that looked at the photo ended, or took too long. */
export class LookerLost extends Error {
  override readonly name = 'LookerLost';
}

/** This machine cannot do what is asked, whichever photo it is. */
export class UnfitError extends Error {
  override readonly name = 'UnfitError';
}
