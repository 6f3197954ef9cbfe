import type { Socket } from 'node:net';

/** How much longer a connection is read from than an answer needs, and how much of it. */
export interface LingerLimits {
  readonly maxMegabytes: number;
  /** Without a byte. */
  readonly idleSeconds: number;
  readonly receiveSeconds: number;
}

/** What is thrown away of a request, in lengths of the largest that is taken. */
const LENGTHS = 4;

/**
 * Has a server's connection closed as nginx does it (`lingering_close`). Many clients read the answer only once they have sent all
 * of their request, and where Node closes before that, the reset that follows takes the answer from them: here the server's half is
 * closed first, and what still comes is thrown away, in time and bytes that are bounded.
 */
export function lingerOnClose(socket: Socket, { maxMegabytes, idleSeconds, receiveSeconds }: LingerLimits): void {
  let isClosing = false;
  // What Node calls after the last answer.
  socket.destroySoon = () => {
    if (isClosing) return;
    isClosing = true;
    let left = LENGTHS * 1e6 * maxMegabytes;
    const late = setTimeout(() => socket.destroy(), 1000 * receiveSeconds);
    socket.once('close', () => clearTimeout(late));
    socket.setTimeout(1000 * idleSeconds, () => socket.destroy());
    // It is no request to Node any more.
    socket.removeAllListeners('data').on('data', (piece) => {
      left -= piece.length;
      if (left < 0) socket.destroy();
    });
    socket.end();
    socket.resume();
  };
}
