import { messageOf } from '../../errors/errors.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { openInBrowser } from './open-browser.js';
import { type PageFiles, pageFiles } from './page-files.js';
import { type PageServer, servePage } from './serve.js';
import { writePage } from './write-page.js';

/** The command line of `farface page`, checked one by one already. */
export interface PageFlags {
  readonly port?: number;
  /** False for --no-open. */
  readonly open?: boolean;
  readonly out?: string;
}

/** Unassigned by IANA, so that the page is at the same address each time: browsers keep what it loaded by that. */
const PORT = 8417;

/** Serves the page until Ctrl-C, or writes it into a folder, and returns the exit code. */
export async function openPage({ port, open = true, out }: PageFlags): Promise<number> {
  const files = await pageFiles();
  if (out !== undefined) {
    await writePage(files, out);
    process.stdout.write(`${out}\n`);
    return EXIT.ok;
  }
  const interrupt = onInterrupt();
  const server = await serve(files, port);
  // Packing takes seconds: they begin before the browser asks.
  for (const file of files.values()) void file();
  process.stdout.write(`${server.address}\n`);
  process.stderr.write('The page runs until Ctrl-C. Photos stay on this machine.\n');
  if (open) openInBrowser(server.address);
  await new Promise<void>((resolve) => {
    if (interrupt.signal.aborted) resolve();
    else interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  interrupt.dispose();
  await server.close();
  return EXIT.ok;
}

/** On the port that was asked for, or else on the usual one or any. */
async function serve(files: PageFiles, port: number | undefined): Promise<PageServer> {
  try {
    return await servePage(files, port ?? PORT);
  } catch (error) {
    if (port === undefined) return servePage(files, 0);
    throw new UsageError(`--port ${port}: cannot be listened on (${messageOf(error)}). Choose another, or 0 for any.`);
  }
}
