import { execFileSync } from 'node:child_process';

function answers(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Why tests that need ffmpeg are left out; false where it is there. */
export const withoutFfmpeg = !answers('ffmpeg', '-version') && 'ffmpeg is not installed';
export const withoutExiftool = !answers('exiftool', '-ver') && 'exiftool is not installed';
