import { readFile } from 'node:fs/promises';
import { codeOf } from '../runtime/file-error.js';

/** Whether a process of this number is going on this machine. */
export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return codeOf(error) === 'EPERM';
  }
}

/** When the process began, as the system counts it; empty where it does not say, and of one that has ended. */
export async function beganAt(id: number): Promise<string> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The name of the program, in parentheses, may have blanks and parentheses of its own.
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? '' : (fields[18] ?? '');
}
