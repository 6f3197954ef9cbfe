import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SENT_PICTURES, SENT_SOUND } from './live.js';

/** A camera that is asked for its pictures by RTSP: ffmpeg films and makes the packets, this hands them on over TCP. */
export interface RtspCamera {
  readonly address: string;
  close(): void;
}

const CODED = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12', '-c:a', 'aac'];

/** @param sdp a path for the camera's description of itself */
export async function rtspCamera(seconds: number, sdp: string): Promise<RtspCamera> {
  const media = await Promise.all([openMedium(), openMedium()]);
  let filming: ChildProcess | undefined;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    let asked = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      asked += text;
      for (let end = asked.indexOf('\r\n\r\n'); end >= 0; end = asked.indexOf('\r\n\r\n')) {
        void answer(socket, asked.slice(0, end));
        asked = asked.slice(end + 4);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  async function answer(socket: Socket, request: string): Promise<void> {
    const [method] = request.split(' ');
    const number = /CSeq: *(\d+)/i.exec(request)?.[1] ?? '0';
    const say = (lines: readonly string[], body = '') =>
      socket.write([`RTSP/1.0 200 OK`, `CSeq: ${number}`, 'Session: 1', ...lines, '', body].join('\r\n'));
    if (method === 'OPTIONS') say(['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN']);
    else if (method === 'DESCRIBE') {
      filming ??= film(seconds, media, sdp);
      const body = await described(sdp);
      say(['Content-Type: application/sdp', `Content-Length: ${body.length}`], body);
    } else if (method === 'SETUP') {
      const [, at = '0'] = /streamid=(\d)/.exec(request) ?? [];
      say([`Transport: RTP/AVP/TCP;unicast;interleaved=${2 * Number(at)}-${2 * Number(at) + 1}`]);
    } else if (method === 'PLAY') {
      say([]);
      for (const [at, { hand }] of media.entries()) hand((packet) => socket.write(framed(2 * at, packet)));
      if (filming!.exitCode !== null) socket.end();
      else filming!.once('close', () => socket.end());
    } else say([]);
  }

  return {
    address: `rtsp://127.0.0.1:${port}/street`,
    close: () => {
      filming?.kill('SIGKILL');
      for (const { socket } of media) socket.close();
      server.close();
    },
  };
}

/** Takes packets from the machine that makes them, and keeps them until somebody wants them. */
async function openMedium() {
  const socket: Datagrams = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const kept: Buffer[] = [];
  let take: (packet: Buffer) => void = (packet) => kept.push(packet);
  socket.on('message', (packet) => take(packet));
  const hand = (to: (packet: Buffer) => void) => {
    for (const packet of kept.splice(0)) to(packet);
    take = to;
  };
  return { socket, port: socket.address().port, hand };
}

function film(seconds: number, media: readonly { readonly port: number }[], sdp: string): ChildProcess {
  const to = media.flatMap(({ port }, at) => ['-map', `${at}:0`, '-t', String(seconds), ...CODED, ...rtp(port)]);
  const words = ['-v', 'error', ...SENT_PICTURES, ...SENT_SOUND, ...to, '-sdp_file', sdp];
  return spawn('ffmpeg', words, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function rtp(port: number): string[] {
  return ['-f', 'rtp', `rtp://127.0.0.1:${port}`];
}

/** What the camera says of itself, once it is all there: two media, each with a name to ask for. */
async function described(sdp: string): Promise<string> {
  for (;;) {
    const text = existsSync(sdp) ? await readFile(sdp, 'utf8') : '';
    if (text.split('\n').filter((line) => line.startsWith('a=fmtp')).length === 2) {
      let at = 0;
      return text.replace(
        /^m=[^\n]*\n/gm,
        (line) => `${line.trim().replace(/ \d+ RTP/, ' 0 RTP')}\r\na=control:streamid=${at++}\r\n`,
      );
    }
    await wait(20);
  }
}

/** A packet among others in one connection (RFC 2326, 10.12). */
function framed(channel: number, packet: Buffer): Buffer {
  const head = Buffer.from([0x24, channel, packet.length >> 8, packet.length & 255]);
  return Buffer.concat([head, packet]);
}
