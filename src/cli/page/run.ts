import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../../errors/errors.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { openInBrowser } from './open-browser.js';
import { type PageServer, servePage } from './serve.js';

/** The command line of `farface page`, checked one by one already. */
export interface PageFlags {
  readonly port?: number;
  /** False for --no-open. */
  readonly open?: boolean;
  readonly folder?: true;
}

/** Unassigned by IANA, so that the page is at the same address each time: browsers keep what it loaded by that. */
const PORT = 8417;

/** The page as `npm run build` leaves it, seen from the sources and from what is built. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../../dist/web/', import.meta.url));

/** Serves the page until Ctrl-C, and returns the exit code. */
export async function openPage({ port, open = true, folder }: PageFlags): Promise<number> {
  await access(join(PAGE_FOLDER, 'index.html')).catch(() => {
    throw new InputError(`${PAGE_FOLDER}: the page is not there. Install farface again, or run npm run build.`);
  });
  if (folder) {
    process.stdout.write(`${PAGE_FOLDER}\n`);
    return EXIT.ok;
  }
  const interrupt = onInterrupt();
  const server = await serve(port);
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
async function serve(port: number | undefined): Promise<PageServer> {
  try {
    return await servePage(PAGE_FOLDER, port ?? PORT);
  } catch (error) {
    if (port === undefined) return servePage(PAGE_FOLDER, 0);
    throw new UsageError(`--port ${port}: cannot be listened on (${messageOf(error)}). Choose another, or 0 for any.`);
  }
}
