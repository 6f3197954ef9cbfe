import { fileError } from '../../runtime/file-error.js';
import { EXIT } from './exit.js';
import { type Interrupt, onInterrupt } from './interrupt.js';
import { isReaderGone, lossOfOutput, outputFailure, printable } from './output.js';
import { createProgress, type ProgressBar } from './progress.js';

/** The one voice of commands that go through photos: lines, errors, a bar, and what is said at the end. */
export class Terminal {
  #progress: ProgressBar | undefined;
  #names: readonly string[] = [];
  #total = 0;
  #passed = 0;

  constructor(
    private readonly interrupt: Interrupt,
    private readonly quiet: boolean,
  ) {}

  /** Aborted when the work is to end early. */
  get signal(): AbortSignal {
    return this.interrupt.signal;
  }

  /** Says how many there are to do, and what they are called where that is known. */
  begin(items: number | readonly { readonly name: string }[], unit = 'photo'): void {
    this.#names = typeof items === 'number' ? [] : items.map(({ name }) => name);
    this.#total = typeof items === 'number' ? items : items.length;
    this.#progress = createProgress(this.#total, this.#total === 1 ? unit : `${unit}s`, !this.quiet);
  }

  /** One more is done. */
  advance(note?: string): void {
    this.#passed += 1;
    this.#progress?.advance(note);
  }

  /** So many more were done by an earlier run. */
  skip(count = 1): void {
    this.#passed += count;
    for (let each = 0; each < count; each++) this.#progress?.skip();
  }

  /** The one at hand is done to this share, 0 to 1. */
  readonly part = (share: number): void => this.#progress?.part(share);

  /** A result for a person, on standard output. */
  print(text: string): void {
    this.printJson(printable(text));
  }

  /** A result for a program, on standard output. */
  printJson(line: string): void {
    if (!outputFailure.aborted) this.#line(line, process.stdout);
  }

  /**
   * A picture, on standard output; resolves once it is there.
   *
   * @throws InputError where it cannot be written, or nobody reads it
   */
  async printBytes(data: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(data, (error) =>
        error ? reject(fileError('standard output', 'cannot be written', error)) : resolve(),
      );
    });
  }

  /** What the user must know, quiet or not. */
  warn(text: string): void {
    this.#line(`farface: ${printable(text)}`, process.stderr);
  }

  /** What is said unless the user wants it quiet. */
  say(text: string | undefined): void {
    if (!this.quiet && text !== undefined) this.#line(printable(text), process.stderr);
  }

  /** Ends the bar. */
  stop(): void {
    this.#progress?.stop();
    this.#progress = undefined;
  }

  /** Says what ended the work early, and what is undone. Returns whether that is a failure. */
  tellUndone(): boolean {
    if (!this.signal.aborted) return false;
    const undone = this.#total - this.#passed;
    // Who has seen enough of what is done misses nothing.
    if (undone === 0 && !this.interrupt.byUser && isReaderGone()) return false;
    const first = this.#names[this.#passed];
    const from = first === undefined ? '' : `, from ${first} on`;
    const left = undone > 0 ? `; ${undone} of ${this.#total} not done${from}` : '';
    this.warn(`${this.#cause()}${left}.`);
    return true;
  }

  #cause(): string {
    if (this.interrupt.byUser) return 'stopped by Ctrl-C';
    if (isReaderGone()) return 'standard output was closed';
    return lossOfOutput().replace(/\.$/, '');
  }

  #line(text: string, stream: NodeJS.WriteStream): void {
    if (this.#progress) this.#progress.line(text, stream);
    else stream.write(`${text}\n`);
  }
}

/** What a command says when it is through. */
export interface Ending {
  /** Whether anything was not as it should be. */
  readonly failed: boolean;
  /** What is said unless the user wants it quiet. */
  readonly summary?: readonly (string | undefined)[];
}

/** Runs a command that goes through photos, until Ctrl-C; says what is to be said and returns the exit code. */
export async function onTerminal(
  { quiet = false }: { readonly quiet?: boolean | undefined },
  run: (terminal: Terminal) => Promise<Ending>,
): Promise<number> {
  const interrupt = onInterrupt();
  const terminal = new Terminal(interrupt, quiet);
  try {
    const { failed, summary = [] } = await run(terminal);
    terminal.stop();
    const early = terminal.tellUndone();
    for (const line of summary) terminal.say(line);
    if (interrupt.byUser) return EXIT.interrupted;
    return failed || early ? EXIT.failed : EXIT.ok;
  } finally {
    terminal.stop();
    interrupt.dispose();
  }
}
