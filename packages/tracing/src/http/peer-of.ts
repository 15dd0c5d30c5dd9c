import type { Socket } from 'node:net';

/** Who is at the other end of a connection, as far as there is one. */
export interface Peer {
  address?: string | undefined;
  port?: number | undefined;
}

type Wired = Socket & { _handle?: { getpeername?: (out: Peer) => number } | null };

const peers = new WeakMap<Socket, Peer>();

function ask(socket: Wired): Peer {
  const handle = socket._handle;
  if (typeof handle?.getpeername !== 'function') {
    return { address: socket.remoteAddress, port: socket.remotePort };
  }
  const peer: Peer = {};
  handle.getpeername(peer);
  return peer;
}

/**
 * As `remoteAddress` and `remotePort`, which keep what they found as a further property of the socket, whenever the
 * first span happens to be made on it: that gives Node's own functions more shapes than V8 has fast ways for.
 */
export function peerOf(socket: Socket): Peer {
  let peer = peers.get(socket);
  if (peer === undefined) {
    peer = ask(socket);
    if (peer.address !== undefined) peers.set(socket, peer);
  }
  return peer;
}
