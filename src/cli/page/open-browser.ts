import { spawn } from 'node:child_process';

/** Opens an address in the user's browser; where there is none, the address that was printed must do. */
export function openInBrowser(address: string): void {
  const [command, ...words] = opener(address);
  const child = spawn(command, words, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(address: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', address];
  return ['xdg-open', address];
}
