import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A black picture in which a bright face moves to the right, at the pace of a camera, and a tone. */
const FACE = 'drawbox=w=160:h=120:color=black:t=fill,drawbox=x=40:y=30:w=12:h=16:color=white:t=fill,scroll=h=-0.0025';
export const SENT_PICTURES = ['-re', '-f', 'lavfi', '-i', `testsrc2=size=160x120:rate=25,${FACE}`];
export const SENT_SOUND = ['-re', '-f', 'lavfi', '-i', 'sine=440:sample_rate=48000'];

/** Starts an ffmpeg that sends a clip as it would be filmed; `args` say how and where. One that may find nobody is quiet. */
export function send(seconds: number, args: readonly string[], voice?: 'quiet'): ChildProcess {
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12', '-c:a', 'aac'];
  const words = ['-v', voice ?? 'error', ...SENT_PICTURES, ...SENT_SOUND, '-t', String(seconds), ...coded, ...args];
  return spawn('ffmpeg', words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
