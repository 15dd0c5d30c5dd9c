import { gunzip } from 'node:zlib';
import { type Refusal, refuse } from './refusal.js';

/** One layer of gzip, told by its first bytes, since a page can't name it without a preflight. */
export function inflate(body: Buffer, most: number): Promise<Buffer | Refusal> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return Promise.resolve(body);
  return new Promise((resolve) => {
    gunzip(body, { maxOutputLength: most }, (error, inflated) => {
      if (!error) resolve(inflated);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        resolve(refuse(413, 'too_large'));
      } else resolve(refuse(400, 'malformed'));
    });
  });
}
