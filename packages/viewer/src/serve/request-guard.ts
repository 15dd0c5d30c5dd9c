import type { IncomingMessage } from 'node:http';

/**
 * Why a request must not be answered, if it must not. A page elsewhere may point its own name at
 * 127.0.0.1 (DNS rebinding): the Host then names that page. It may also send requests blindly: the
 * browser then tells the Origin and the site.
 */
export function refusalOf(
  request: IncomingMessage,
  port: number,
  isApi: boolean,
): string | undefined {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  const host = request.headers.host?.toLowerCase();
  if (host === undefined || !hosts.includes(host)) return 'the Host is not this viewer';
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.some((one) => origin.toLowerCase() === `http://${one}`)) {
    return 'the Origin is not this viewer';
  }
  const site = request.headers['sec-fetch-site'];
  // A link to the page from elsewhere is welcome; a foreign page that reads or frames it is not.
  const follows = !isApi && request.headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !follows) {
    return 'asked by another site';
  }
  return undefined;
}
