import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait for the answers before theirs. No browser sends any ahead, and few others do. */
const MOST_WAITING = 16;

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * Has requests that are sent ahead on one connection (pipelining, RFC 9112, section 9.3.2) begun one after the other. Node hands over
 * each as it comes, and tells only the one whose answer is being sent that the connection has ended: the others would hold their
 * room, and be worked on, for nobody. Who sends too many ahead loses the connection.
 */
export function inTurn(listener: Listener): Listener {
  const waiting = new WeakMap<Socket, number>();
  return (incoming, outgoing) => {
    // An answer has the connection once it is its turn.
    if (outgoing.socket) return listener(incoming, outgoing);
    const { socket } = incoming;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > MOST_WAITING) return void socket.destroy();
    waiting.set(socket, count);
    outgoing.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      listener(incoming, outgoing);
    });
  };
}
