import type { IncomingMessage } from 'node:http';
import type { Span } from '@opentelemetry/api';
import { put } from './begin-span.js';
import { forwardedOf } from './forwarded.js';
import { splitTarget } from './http-attributes.js';
import { peerOf } from './peer-of.js';

/** Host and port as they stand in a header; else the port of the scheme, if that is known. */
function splitHost(host: string, scheme: string | undefined): { name: string; port?: number } {
  const colon = host.lastIndexOf(':');
  const hasPort = colon !== -1 && (host.indexOf(':') === colon || host[colon - 1] === ']');
  if (hasPort) return { name: host.slice(0, colon), port: Number(host.slice(colon + 1)) };
  if (scheme === 'http') return { name: host, port: 80 };
  return scheme === 'https' ? { name: host, port: 443 } : { name: host };
}

/** Says on a new span what the stable conventions ask of a request to a server. */
export function describeRequest(
  span: Span,
  request: IncomingMessage,
  known: string,
  scheme: 'http' | 'https',
): void {
  const { headers, socket, method = 'GET' } = request;
  put(span, 'http.request.method', known);
  put(span, 'url.scheme', scheme);
  if (known !== method) put(span, 'http.request.method_original', method);
  const target = splitTarget(request.url ?? '/');
  if (target !== undefined) {
    put(span, 'url.path', target.path);
    put(span, 'url.query', target.query);
  }
  const forwarded = forwardedOf(request);
  const host = forwarded.host ?? headers.host;
  if (host) {
    const { name, port } = splitHost(host, forwarded.host === undefined ? scheme : forwarded.proto);
    put(span, 'server.address', name);
    put(span, 'server.port', port);
  }
  const { address, port } = peerOf(socket);
  put(span, 'network.peer.address', address);
  put(span, 'network.peer.port', port);
  put(span, 'client.address', forwarded.for ?? address);
  put(span, 'network.protocol.version', request.httpVersion);
  put(span, 'user_agent.original', headers['user-agent']);
}
