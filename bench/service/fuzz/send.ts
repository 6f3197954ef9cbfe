import { connect } from 'node:net';
import type { Sent } from './requests.js';

/** Sends it as it is, and returns all that comes back. */
export function send(port: number, { method, target, headers, body, slow, cut, ahead = 0 }: Sent): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const pieces: Buffer[] = [];
    const late = setTimeout(() => {
      pieces.push(Buffer.from('NO ANSWER'));
      socket.destroy();
    }, 60_000);
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      resolve(Buffer.concat(pieces).toString('latin1'));
    });
    const request = (more: readonly string[]) =>
      Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${more.join('\r\n')}\r\n\r\n`), body]);
    const staying = request(headers.filter((header) => header !== 'Connection: close'));
    const whole = Buffer.concat([...Array.from({ length: ahead }, () => staying), request(headers)]);
    if (cut !== undefined) return void socket.write(whole.subarray(0, cut), () => socket.destroy());
    if (slow === undefined) return void socket.write(whole);
    const step = Math.ceil(whole.length / 30);
    let at = 0;
    const drip = setInterval(() => {
      if (socket.destroyed || at >= whole.length) return clearInterval(drip);
      socket.write(whole.subarray(at, at + step));
      at += step;
    }, slow);
  });
}
