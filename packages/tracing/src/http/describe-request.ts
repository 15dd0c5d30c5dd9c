import type { IncomingMessage } from 'node:http';
import { forwardedOf } from './forwarded.js';
import { type Gathered, knownMethod, splitTarget } from './http-attributes.js';

/** Host and port as they stand in a header; else the port of the scheme, if that is known. */
function splitHost(host: string, scheme: string | undefined): { name: string; port?: number } {
  const colon = host.lastIndexOf(':');
  const hasPort = colon !== -1 && (host.indexOf(':') === colon || host[colon - 1] === ']');
  if (hasPort) return { name: host.slice(0, colon), port: Number(host.slice(colon + 1)) };
  if (scheme === 'http') return { name: host, port: 80 };
  return scheme === 'https' ? { name: host, port: 443 } : { name: host };
}

/** The attributes that the stable conventions ask of a request to a server. */
export function describeRequest(request: IncomingMessage, scheme: 'http' | 'https'): Gathered {
  const { headers, socket, method = 'GET' } = request;
  const known = knownMethod(method);
  const attributes: Gathered = { 'http.request.method': known, 'url.scheme': scheme };
  if (known !== method) attributes['http.request.method_original'] = method;
  const target = splitTarget(request.url ?? '/');
  if (target !== undefined) {
    attributes['url.path'] = target.path;
    if (target.query !== undefined) attributes['url.query'] = target.query;
  }
  const forwarded = forwardedOf(request);
  const host = forwarded.host ?? headers.host;
  if (host) {
    const { name, port } = splitHost(host, forwarded.host === undefined ? scheme : forwarded.proto);
    attributes['server.address'] = name;
    if (port !== undefined) attributes['server.port'] = port;
  }
  const { remoteAddress } = socket;
  if (remoteAddress !== undefined) {
    attributes['network.peer.address'] = remoteAddress;
    attributes['network.peer.port'] = socket.remotePort;
  }
  const client = forwarded.for ?? remoteAddress;
  if (client !== undefined) attributes['client.address'] = client;
  attributes['network.protocol.version'] = request.httpVersion;
  const agent = headers['user-agent'];
  if (agent !== undefined) attributes['user_agent.original'] = agent;
  return attributes;
}
