import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, zstdDecompress } from 'node:zlib';

/** Bytes of one body, both as it comes and unpacked. */
export const MAX_BODY_BYTES: number = 16 * 1024 * 1024;

const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  zstd: promisify(zstdDecompress),
};

/** The codings that a body may come in, for the header `Accept-Encoding` of an answer (RFC 9110, 12.5.3). */
export const CODINGS: string = Object.keys(unpackers).join(', ');

const isCoding = (name: string): name is keyof typeof unpackers => Object.hasOwn(unpackers, name);

export class BodyError extends Error {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.name = 'BodyError';
    this.status = status;
  }
}

/** A request's body, unpacked. @throws BodyError */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpack = isCoding(encoding) ? unpackers[encoding] : undefined;
  if (unpack === undefined && encoding !== 'identity' && encoding !== '') {
    throw new BodyError(415, `content-encoding must be one of ${CODINGS}, or none`);
  }
  const packed = await collect(request);
  if (unpack === undefined) return packed;
  try {
    // Runs in libuv's pool; the bound stops a bomb before it has gone off.
    return await unpack(packed, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new BodyError(400, `the body is not ${encoding}`);
  }
}

function tooLarge(): BodyError {
  return new BodyError(413, `a body may have ${MAX_BODY_BYTES} bytes, unpacked`);
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
