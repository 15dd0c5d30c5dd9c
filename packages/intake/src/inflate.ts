import { gunzipSync } from 'node:zlib';
import { type Refusal, refuse } from './refusal.js';

/**
 * One layer of gzip, told by its first bytes, since a page can't name it without a preflight. At once:
 * many under way would each hold their output.
 */
export function inflate(body: Buffer, most: number): Buffer | Refusal {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  try {
    return gunzipSync(body, { maxOutputLength: most });
  } catch (error) {
    const isLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return isLong ? refuse(413, 'too_large') : refuse(400, 'malformed');
  }
}
