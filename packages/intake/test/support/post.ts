import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Post {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** One request as a page of the same origin would make it, unless told otherwise. */
export function post(
  origin: string,
  { method = 'POST', path = '/t', headers = {}, body }: Post,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      origin + path,
      { method, headers: { origin, 'content-type': 'text/plain;charset=UTF-8', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
